// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node's settings, in rabbitmq.conf's terms; which of them have an effect already says {@code known-keys.txt}.
 *
 * @param listeners where AMQP is served without TLS ({@code listeners.tcp.*})
 * @param loops number of event loops; each connection and each queue lives on one
 * @param amqp limits of the protocol
 * @param defaultUser the user an empty node starts with
 * @param identity what the node calls itself
 * @param sockets options of accepted sockets ({@code tcp_listen_options.*})
 * @param tls where AMQP is served with TLS ({@code listeners.ssl.*}, {@code ssl_options.*})
 * @param authentication how clients prove who they are
 * @param limits how much of everything a node takes
 * @param alarms when publishers are blocked
 * @param queues defaults of queues
 * @param management the HTTP API and its page ({@code management.*})
 * @param metrics the Prometheus endpoint ({@code prometheus.*})
 * @param logging what is logged, and where to ({@code log.*})
 * @param definitions what is imported at start
 * @param eventsVirtualHost where {@code amq.rabbitmq.event} is ({@code event_exchange.vhost}), which switches it on;
 *     null: in the default virtual host, once an operator switches it on
 * @param deprecatedFeatures {@code deprecated_features.permit.*}: feature to whether it may be used
 */
public record Settings(
        List<InetSocketAddress> listeners,
        int loops,
        Amqp amqp,
        DefaultUser defaultUser,
        Identity identity,
        Sockets sockets,
        Tls tls,
        Authentication authentication,
        Limits limits,
        Alarms alarms,
        Queues queues,
        Management management,
        Metrics metrics,
        Logging logging,
        Definitions definitions,
        @Nullable String eventsVirtualHost,
        Map<String, Boolean> deprecatedFeatures) {

    /** Stands for "no limit" where a limit of 0 means that nothing is let in. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** These settings, no HTTP, and everything else by default. */
    public Settings(List<InetSocketAddress> listeners, int loops, Amqp amqp, DefaultUser defaultUser) {
        this(
                listeners,
                loops,
                amqp,
                defaultUser,
                Identity.ofThisHost(),
                Sockets.DEFAULT,
                Tls.NONE,
                Authentication.DEFAULT,
                Limits.NONE,
                Alarms.DEFAULT,
                Queues.DEFAULT,
                Management.OFF,
                Metrics.OFF,
                Logging.DEFAULT,
                Definitions.NONE,
                null,
                Map.of());
    }

    /** With that for the HTTP API. */
    public Settings withManagement(Management next) {
        return with(next, metrics, definitions);
    }

    /** With that for the metrics. */
    public Settings withMetrics(Metrics next) {
        return with(management, next, definitions);
    }

    /** With those imported at start. */
    public Settings withDefinitions(Definitions next) {
        return with(management, metrics, next);
    }

    private Settings with(Management nextManagement, Metrics nextMetrics, Definitions nextDefinitions) {
        return new Settings(
                listeners,
                loops,
                amqp,
                defaultUser,
                identity,
                sockets,
                tls,
                authentication,
                limits,
                alarms,
                queues,
                nextManagement,
                nextMetrics,
                logging,
                nextDefinitions,
                eventsVirtualHost,
                deprecatedFeatures);
    }

    public static Settings defaults() {
        return new Settings(
                        List.of(new InetSocketAddress("0.0.0.0", 5672)),
                        Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                        Amqp.DEFAULT,
                        DefaultUser.GUEST)
                .withManagement(Management.DEFAULT)
                .withMetrics(Metrics.DEFAULT);
    }

    /**
     * Limits of AMQP 0-9-1.
     *
     * @param frameMax largest frame offered in connection.tune, bytes; 0 means no limit
     * @param initialFrameMax largest frame before tune-ok, bytes
     * @param channelMax highest number of channels offered in connection.tune; 0 means no limit
     * @param heartbeatSeconds heartbeat offered in connection.tune; 0 turns it off
     * @param messageBytesMax largest body ({@code max_message_size})
     * @param handshakeTimeoutMillis from accept to connection.open; {@code infinity} is read as 24 days
     * @param consumersPerChannelMax {@code consumer_max_per_channel}; 0 means no limit
     */
    public record Amqp(
            int frameMax,
            int initialFrameMax,
            int channelMax,
            int heartbeatSeconds,
            long messageBytesMax,
            long handshakeTimeoutMillis,
            int consumersPerChannelMax) {
        public static final Amqp DEFAULT = new Amqp(131_072, 4_096, 2_047, 60, 16_777_216, 10_000, 0);
    }

    /**
     * What an empty node starts with.
     *
     * @param tags {@code default_user_tags.*}
     * @param permissions of this user in the default virtual host
     * @param loopbackOnly users who may log in only from this machine ({@code loopback_users})
     */
    public record DefaultUser(
            String name,
            String password,
            String virtualHost,
            Set<String> tags,
            Permissions permissions,
            Set<String> loopbackOnly) {
        public static final DefaultUser GUEST = new DefaultUser("guest", "guest", "/", Set.of("guest"));

        /** An administrator who may do everything. */
        public DefaultUser(String name, String password, String virtualHost, Set<String> loopbackOnly) {
            this(name, password, virtualHost, Set.of("administrator"), Permissions.ALL, loopbackOnly);
        }

        @Override
        public String toString() {
            return "DefaultUser[" + name + " in '" + virtualHost + "']";
        }
    }

    /** Regular expressions on the names of what a user may configure, write to and read from. */
    public record Permissions(String configure, String write, String read) {
        public static final Permissions ALL = new Permissions(".*", ".*", ".*");
    }

    /**
     * What the node calls itself.
     *
     * @param nodeName {@code RABBITMQ_NODENAME}, {@code rabbit@HOST} by default
     * @param clusterName the node's name by default
     * @param productName null: as RabbitMQ names itself
     * @param productVersion null: as RabbitMQ names itself
     */
    public record Identity(
            String nodeName,
            String clusterName,
            @Nullable String productName,
            @Nullable String productVersion,
            Map<String, String> nodeTags,
            Map<String, String> clusterTags) {

        public static Identity ofThisHost() {
            return named("rabbit@" + Host.shortName());
        }

        static Identity named(String nodeName) {
            return new Identity(nodeName, nodeName, null, null, Map.of(), Map.of());
        }
    }

    /**
     * Options of the listening and the accepted sockets.
     *
     * @param sendBufferBytes 0: as the system has it
     * @param receiveBufferBytes 0: as the system has it
     */
    public record Sockets(
            int backlog,
            boolean noDelay,
            boolean keepAlive,
            int sendBufferBytes,
            int receiveBufferBytes,
            boolean proxyProtocol) {
        public static final Sockets DEFAULT = new Sockets(128, true, false, 0, 0, false);
    }

    /** AMQP with TLS: nothing listens by default. */
    public record Tls(List<InetSocketAddress> listeners, TlsOptions options, long handshakeTimeoutMillis) {
        public static final Tls NONE = new Tls(List.of(), TlsOptions.NONE, 5_000);
    }

    /**
     * A server's side of TLS; the names are those of {@code ssl_options.*}.
     *
     * @param versions empty: 1.2 and 1.3
     * @param ciphers empty: as the platform has them
     */
    public record TlsOptions(
            @Nullable String caCertFile,
            @Nullable String certFile,
            @Nullable String keyFile,
            @Nullable String password,
            boolean verifyPeer,
            boolean failIfNoPeerCert,
            int depth,
            List<String> versions,
            List<String> ciphers,
            boolean honorCipherOrder) {
        public static final TlsOptions NONE = trusting(null);

        /** Of a client that trusts the authorities in this file; null: those of the JVM. */
        static TlsOptions trusting(@Nullable String caCertFile) {
            return new TlsOptions(caCertFile, null, null, null, false, false, 1, List.of(), List.of(), false);
        }

        @Override
        public String toString() {
            return "TlsOptions[cert " + certFile + ", key " + keyFile + ", verifyPeer " + verifyPeer + "]";
        }
    }

    /**
     * How clients prove who they are.
     *
     * @param mechanisms of SASL, in the order they are offered
     * @param anonymousUser whom ANONYMOUS logs in; null: it is not offered
     * @param passwordHashing of new users: {@code sha256}, {@code sha512} or {@code md5}
     */
    public record Authentication(
            List<String> mechanisms,
            @Nullable String anonymousUser,
            @Nullable String anonymousPassword,
            String passwordHashing,
            PasswordRule passwordRule,
            CertificateLogin certificateLogin,
            BackEnds backEnds) {
        public static final Authentication DEFAULT = new Authentication(
                List.of("PLAIN", "AMQPLAIN"),
                null,
                null,
                "sha256",
                new PasswordRule(null, null),
                CertificateLogin.DEFAULT,
                BackEnds.INTERNAL);

        /**
         * Where in a client's certificate the user's name is ({@code ssl_cert_login_*}).
         *
         * @param sanType of the alternative names that count: dns, ip, email, uri or other_name
         * @param sanIndex which one of these, from 0
         */
        public record CertificateLogin(From from, String sanType, int sanIndex) {
            public static final CertificateLogin DEFAULT = new CertificateLogin(From.DISTINGUISHED_NAME, "dns", 0);

            /** The part of the certificate. */
            public enum From {
                DISTINGUISHED_NAME,
                COMMON_NAME,
                SUBJECT_ALTERNATIVE_NAME
            }
        }

        /** What a new password must be; null: anything. */
        public record PasswordRule(
                @Nullable Integer lengthMin, @Nullable String pattern) {}

        @Override
        public String toString() {
            return "Authentication" + mechanisms;
        }
    }

    /**
     * How much of everything a node takes; {@link #UNLIMITED} by default.
     *
     * @param connections {@code max_connections}
     * @param channels {@code channel_max_per_node}
     * @param virtualHosts {@code vhost_max}
     * @param queues {@code cluster_queue_limit}
     * @param exchanges {@code cluster_exchange_limit}
     * @param parameters {@code runtime_parameters.limits.*}: category to number
     */
    public record Limits(
            int connections,
            int channels,
            int virtualHosts,
            int queues,
            int exchanges,
            Map<String, Integer> parameters) {
        public static final Limits NONE = new Limits(UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, Map.of());
    }

    /**
     * When publishers are blocked.
     *
     * @param memory {@code vm_memory_high_watermark}
     * @param diskFree {@code disk_free_limit}; a relative one is a multiple of the memory
     * @param memoryTotalBytes {@code total_memory_available_override_value}; 0: what the machine has
     */
    public record Alarms(Watermark memory, Watermark diskFree, long memoryTotalBytes) {
        public static final Alarms DEFAULT =
                new Alarms(new Watermark.Relative(0.6), new Watermark.Absolute(50_000_000), 0);
    }

    /** A number of bytes, or a share of a total. */
    public sealed interface Watermark {
        long bytes(long totalBytes);

        record Absolute(long bytes) implements Watermark {
            @Override
            public long bytes(long totalBytes) {
                return bytes;
            }
        }

        record Relative(double share) implements Watermark {
            @Override
            public long bytes(long totalBytes) {
                return (long) (totalBytes * share);
            }
        }
    }

    /**
     * Defaults of queues.
     *
     * @param type {@code default_queue_type}: {@code classic}, {@code quorum} or {@code stream}
     * @param leaderLocator {@code client-local} or {@code balanced}
     * @param disabledTypes those with {@code queue_types.TYPE.enabled = false}
     */
    public record Queues(
            String type,
            String leaderLocator,
            long consumerTimeoutMillis,
            long consumerDisconnectedTimeoutMillis,
            Set<String> disabledTypes) {
        public static final Queues DEFAULT = new Queues("classic", "client-local", 1_800_000, 60_000, Set.of());
    }

    /**
     * An HTTP endpoint.
     *
     * @param address where it is served in plain text; null: it is not
     * @param tlsAddress where it is served with TLS; null: it is not
     * @param path {@code management.path_prefix} or {@code prometheus.path}
     * @param bodyBytesMax largest request body
     */
    public record Http(
            @Nullable InetSocketAddress address,
            @Nullable InetSocketAddress tlsAddress,
            TlsOptions tls,
            String path,
            int bodyBytesMax) {
        public static final Http MANAGEMENT =
                new Http(new InetSocketAddress("0.0.0.0", 15672), null, TlsOptions.NONE, "", 10_000_000);
        public static final Http METRICS =
                new Http(new InetSocketAddress("0.0.0.0", 15692), null, TlsOptions.NONE, "/metrics", 0);

        /** Served nowhere. */
        public Http off() {
            return new Http(null, null, TlsOptions.NONE, path, bodyBytesMax);
        }

        /** Served there, in plain text. */
        public Http at(InetSocketAddress next) {
            return new Http(next, null, TlsOptions.NONE, path, bodyBytesMax);
        }
    }

    /**
     * The HTTP API.
     *
     * @param connectionsMax of clients at the same time
     * @param idleTimeoutMillis after which a silent connection is closed; 0: never
     * @param corsOrigins whose pages may call the API; {@code *}: all, without credentials
     * @param corsMaxAgeSeconds how long browsers may remember that
     * @param headers of every answer: security policies
     * @param loginSessionTimeoutMinutes of the page; null: it does not end
     * @param basicAuthentication whether names and passwords are taken
     * @param statistics false: definitions only, without counters and rates
     * @param queueTotals message counts of queues even without statistics
     * @param operatorPolicyChanges whether operator policies can be changed over HTTP
     * @param allowHeader whether an answer to a wrong method says which are right
     */
    public record Management(
            Http http,
            int connectionsMax,
            long idleTimeoutMillis,
            List<String> corsOrigins,
            int corsMaxAgeSeconds,
            Map<String, String> headers,
            @Nullable Integer loginSessionTimeoutMinutes,
            boolean basicAuthentication,
            boolean statistics,
            boolean queueTotals,
            boolean operatorPolicyChanges,
            boolean allowHeader) {
        public static final String CONTENT_SECURITY_POLICY = "script-src 'self'; object-src 'self'";

        public static final Management DEFAULT = new Management(
                Http.MANAGEMENT,
                UNLIMITED,
                60_000,
                List.of(),
                1_800,
                Map.of("content-security-policy", CONTENT_SECURITY_POLICY),
                null,
                true,
                true,
                false,
                true,
                true);

        public static final Management OFF = DEFAULT.withHttp(Http.MANAGEMENT.off());

        public Management withHttp(Http next) {
            return new Management(
                    next,
                    connectionsMax,
                    idleTimeoutMillis,
                    corsOrigins,
                    corsMaxAgeSeconds,
                    headers,
                    loginSessionTimeoutMinutes,
                    basicAuthentication,
                    statistics,
                    queueTotals,
                    operatorPolicyChanges,
                    allowHeader);
        }
    }

    /**
     * The Prometheus endpoint.
     *
     * @param perObject whether {@code /metrics} has each queue, channel and connection instead of their sums
     * @param authentication whether only monitors may ask
     */
    public record Metrics(Http http, boolean perObject, boolean authentication) {
        public static final Metrics DEFAULT = new Metrics(Http.METRICS, false, false);

        public static final Metrics OFF = new Metrics(Http.METRICS.off(), false, false);
    }

    /**
     * What is imported at start.
     *
     * @param path {@code load_definitions} or {@code definitions.local.path}: a file or a directory of files; null: nothing
     */
    public record Definitions(@Nullable String path, boolean skipIfUnchanged) {
        public static final Definitions NONE = new Definitions(null, false);
    }
}
