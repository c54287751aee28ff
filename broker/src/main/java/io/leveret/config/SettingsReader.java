// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import io.leveret.config.Settings.Alarms;
import io.leveret.config.Settings.Amqp;
import io.leveret.config.Settings.DefaultUser;
import io.leveret.config.Settings.Definitions;
import io.leveret.config.Settings.Http;
import io.leveret.config.Settings.Identity;
import io.leveret.config.Settings.Limits;
import io.leveret.config.Settings.Permissions;
import io.leveret.config.Settings.Queues;
import io.leveret.config.Settings.Sockets;
import io.leveret.config.Settings.Tls;
import io.leveret.config.Settings.TlsOptions;
import io.leveret.config.Settings.Watermark;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From keys to the record tree: which key is which setting, its default and its range. */
final class SettingsReader {
    private static final int FRAME_MIN = 4_096;
    private static final int LOOPS_MAX = 256;
    private static final int UINT16_MAX = 65_535;
    private static final int UINT8_MAX = 255;
    private static final long MESSAGE_BYTES_MAX = 536_870_912;

    private final Given given;
    private final Settings defaults;
    private final Identity identity;

    /**
     * @param defaults what counts where nothing is given
     * @param identity the node's name, and what follows from it by default
     */
    SettingsReader(Given given, Settings defaults, Identity identity) {
        this.given = given;
        this.defaults = defaults;
        this.identity = identity;
    }

    Settings read() throws ConfigurationException {
        return new Settings(
                listeners("listeners.tcp", defaults.listeners()),
                given.integer("leveret.loops", defaults.loops(), 1, LOOPS_MAX),
                amqp(defaults.amqp()),
                defaultUser(defaults.defaultUser()),
                identity(identity),
                sockets(defaults.sockets()),
                tls(defaults.tls()),
                new AuthenticationReader(given, defaults.authentication()).read(),
                limits(defaults.limits()),
                alarms(defaults.alarms()),
                queues(defaults.queues()),
                management(defaults.management()),
                metrics(defaults.metrics()),
                new LoggingReader(given).read(identity.nodeName()),
                definitions(),
                events(),
                flags("deprecated_features.permit"));
    }

    private List<InetSocketAddress> listeners(String key, List<InetSocketAddress> whenMissing)
            throws ConfigurationException {
        if (isNone(key)) {
            return List.of();
        }
        Map<String, Setting> named = given.family(key);
        if (named.isEmpty()) {
            for (InetSocketAddress address : whenMissing) {
                given.byDefault(key + ".default", Address.text(address));
            }
            return whenMissing;
        }
        List<InetSocketAddress> listeners = new ArrayList<>();
        for (Setting setting : named.values()) {
            InetSocketAddress address = Address.parse(setting.value());
            if (address == null) {
                throw Given.refused(
                        setting, "a port from 0 to 65535, or an IP address and a port as in 127.0.0.1:5672");
            }
            listeners.add(address);
        }
        return List.copyOf(listeners);
    }

    /** Whether the key of a family says that it has no members, whatever else is given. */
    private boolean isNone(String key) throws ConfigurationException {
        Setting setting = given.find(key);
        return setting != null && Given.oneOf(setting, Map.of("none", true));
    }

    private Amqp amqp(Amqp defaults) throws ConfigurationException {
        return new Amqp(
                (int) frameMax(defaults.frameMax()),
                (int) given.byteSize("initial_frame_max", defaults.initialFrameMax(), FRAME_MIN, Integer.MAX_VALUE),
                given.integer("max_channels_per_connection", defaults.channelMax(), 0, UINT16_MAX),
                given.integer("heartbeat", defaults.heartbeatSeconds(), 0, UINT16_MAX),
                given.byteSize("max_message_size", defaults.messageBytesMax(), 1, MESSAGE_BYTES_MAX),
                given.limit("handshake_timeout", (int) defaults.handshakeTimeoutMillis(), 1, Integer.MAX_VALUE),
                given.limit("consumer_max_per_channel", defaults.consumersPerChannelMax(), 1, 0));
    }

    private long frameMax(int whenMissing) throws ConfigurationException {
        long bytes = given.byteSize("frame_max", whenMissing, 0, Integer.MAX_VALUE);
        Setting setting = given.find("frame_max");
        if (setting != null && bytes > 0 && bytes < FRAME_MIN) {
            throw Given.refused(setting, "0 (no limit) or a number of bytes of at least " + FRAME_MIN);
        }
        return bytes;
    }

    private DefaultUser defaultUser(DefaultUser defaults) throws ConfigurationException {
        return new DefaultUser(
                given.text("default_user", defaults.name()),
                AuthenticationReader.secret(given, "default_pass", defaults.password()),
                given.text("default_vhost", defaults.virtualHost()),
                names("default_user_tags", defaults.tags()),
                new Permissions(
                        given.text(
                                "default_permissions.configure",
                                defaults.permissions().configure()),
                        given.text(
                                "default_permissions.write",
                                defaults.permissions().write()),
                        given.text(
                                "default_permissions.read",
                                defaults.permissions().read())),
                isNone("loopback_users") ? Set.of() : names("loopback_users", defaults.loopbackOnly()));
    }

    /** The words of a family that are true; the default counts only where the family has no member at all. */
    private Set<String> names(String key, Set<String> whenMissing) throws ConfigurationException {
        Map<String, Boolean> flags = flags(key);
        if (flags.isEmpty()) {
            for (String name : whenMissing) {
                given.byDefault(key + "." + name, true);
            }
            return whenMissing;
        }
        Set<String> names = new LinkedHashSet<>();
        for (Map.Entry<String, Boolean> flag : flags.entrySet()) {
            if (flag.getValue()) {
                names.add(flag.getKey());
            }
        }
        return Set.copyOf(names);
    }

    private Map<String, Boolean> flags(String key) throws ConfigurationException {
        Map<String, Boolean> flags = new LinkedHashMap<>();
        for (Map.Entry<String, Setting> member : given.family(key).entrySet()) {
            flags.put(member.getKey(), Given.flag(member.getValue()));
        }
        return Map.copyOf(flags);
    }

    private Map<String, String> texts(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, Setting> member : given.family(key).entrySet()) {
            texts.put(member.getKey(), member.getValue().value());
        }
        return Map.copyOf(texts);
    }

    private Identity identity(Identity defaults) {
        return new Identity(
                defaults.nodeName(),
                given.text("cluster_name", defaults.clusterName()),
                given.optionalText("product.name"),
                given.optionalText("product.version"),
                texts("node_tags"),
                texts("cluster_tags"));
    }

    private Sockets sockets(Sockets defaults) throws ConfigurationException {
        return new Sockets(
                given.integer("tcp_listen_options.backlog", defaults.backlog(), 1, Integer.MAX_VALUE),
                given.flag("tcp_listen_options.nodelay", defaults.noDelay()),
                given.flag("tcp_listen_options.keepalive", defaults.keepAlive()),
                given.integer("tcp_listen_options.sndbuf", defaults.sendBufferBytes(), 0, Integer.MAX_VALUE),
                given.integer("tcp_listen_options.recbuf", defaults.receiveBufferBytes(), 0, Integer.MAX_VALUE),
                given.flag("proxy_protocol", defaults.proxyProtocol()));
    }

    private Tls tls(Tls defaults) throws ConfigurationException {
        return new Tls(
                listeners("listeners.ssl", defaults.listeners()),
                tlsOptions("ssl_options", defaults.options()),
                given.millis("ssl_handshake_timeout", defaults.handshakeTimeoutMillis()));
    }

    private TlsOptions tlsOptions(String key, TlsOptions defaults) throws ConfigurationException {
        return new TlsOptions(
                given.optionalText(key + ".cacertfile"),
                given.optionalText(key + ".certfile"),
                given.optionalText(key + ".keyfile"),
                given.optionalText(key + ".password"),
                given.oneOf(key + ".verify", defaults.verifyPeer(), Map.of("verify_peer", true, "verify_none", false)),
                given.flag(key + ".fail_if_no_peer_cert", defaults.failIfNoPeerCert()),
                given.integer(key + ".depth", defaults.depth(), 0, UINT8_MAX),
                List.copyOf(texts(key + ".versions").values()),
                List.copyOf(texts(key + ".ciphers").values()),
                given.flag(key + ".honor_cipher_order", defaults.honorCipherOrder()));
    }

    private Limits limits(Limits defaults) throws ConfigurationException {
        Map<String, Integer> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, Setting> member :
                given.family("runtime_parameters.limits").entrySet()) {
            parameters.put(member.getKey(), (int) Given.number(member.getValue(), 0, Integer.MAX_VALUE));
        }
        return new Limits(
                limit("max_connections", defaults.connections(), 0),
                limit("channel_max_per_node", defaults.channels(), 1),
                limit("vhost_max", defaults.virtualHosts(), 0),
                limit("cluster_queue_limit", defaults.queues(), 1),
                limit("cluster_exchange_limit", defaults.exchanges(), 0),
                Map.copyOf(parameters));
    }

    private int limit(String key, int whenMissing, int min) throws ConfigurationException {
        return given.limit(key, whenMissing, min, Settings.UNLIMITED);
    }

    private Alarms alarms(Alarms defaults) throws ConfigurationException {
        Setting total = given.find("total_memory_available_override_value");
        return new Alarms(
                watermark("vm_memory_high_watermark", 1.0, defaults.memory()),
                watermark("disk_free_limit", 1_000.0, defaults.diskFree()),
                total == null ? defaults.memoryTotalBytes() : bytes(total));
    }

    private Watermark watermark(String key, double shareMax, Watermark whenMissing) throws ConfigurationException {
        Setting absolute = given.find(key + ".absolute");
        if (absolute != null) {
            return new Watermark.Absolute(bytes(absolute));
        }
        Setting relative = given.find(key + ".relative");
        if (relative != null) {
            return new Watermark.Relative(Given.fraction(relative, shareMax));
        }
        if (whenMissing instanceof Watermark.Absolute number) {
            given.byDefault(key + ".absolute", number.bytes());
        } else if (whenMissing instanceof Watermark.Relative share) {
            given.byDefault(key + ".relative", share.share());
        }
        return whenMissing;
    }

    private static long bytes(Setting setting) throws ConfigurationException {
        Long bytes = ByteSize.informationUnits(setting.value());
        if (bytes == null) {
            throw Given.refused(setting, "a number of bytes, as in 10000000000, 500MB, 500MiB, 10GB or 10GiB");
        }
        return bytes;
    }

    private Queues queues(Queues defaults) throws ConfigurationException {
        Set<String> disabled = new LinkedHashSet<>(defaults.disabledTypes());
        for (String type : List.of("classic", "quorum", "stream")) {
            if (!given.flag("queue_types." + type + ".enabled", !disabled.contains(type))) {
                disabled.add(type);
            }
        }
        return new Queues(
                given.oneOf("default_queue_type", defaults.type(), QUEUE_TYPES),
                given.oneOf("queue_leader_locator", defaults.leaderLocator(), LEADER_LOCATORS),
                given.millis("consumer_timeout", defaults.consumerTimeoutMillis()),
                given.millis("consumer_disconnected_timeout", defaults.consumerDisconnectedTimeoutMillis()),
                Set.copyOf(disabled));
    }

    private static final Map<String, String> QUEUE_TYPES = inOrder(
            "classic", "classic",
            "quorum", "quorum",
            "stream", "stream",
            "rabbit_classic_queue", "classic",
            "rabbit_quorum_queue", "quorum",
            "rabbit_stream_queue", "stream");

    // RabbitMQ takes its older names for balanced, too.
    private static final Map<String, String> LEADER_LOCATORS = inOrder(
            "client-local", "client-local",
            "balanced", "balanced",
            "random", "balanced",
            "least-leaders", "balanced",
            "min-masters", "balanced");

    /** A map whose first name for a value is the one that is shown. */
    static Map<String, String> inOrder(String... namesAndValues) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private Settings.Management management(Settings.Management defaults) throws ConfigurationException {
        Http http = http("management", "management.path_prefix", "management.http.max_body_size", defaults.http());
        boolean on = given.flag("leveret.management", true);
        return new ManagementReader(given, defaults).read(on ? http : http.off());
    }

    private Settings.Metrics metrics(Settings.Metrics defaults) throws ConfigurationException {
        Http http = http("prometheus", "prometheus.path", null, defaults.http());
        boolean on = given.flag("leveret.metrics", true);
        return new Settings.Metrics(
                on ? http : http.off(),
                given.flag("prometheus.return_per_object_metrics", defaults.perObject()),
                given.flag("prometheus.authentication.enabled", defaults.authentication()));
    }

    private Http http(String key, String pathKey, @Nullable String bodyKey, Http defaults)
            throws ConfigurationException {
        boolean tls = given.hasAnyUnder(key + ".ssl.");
        boolean plain = !tls || given.hasAnyUnder(key + ".tcp.");
        InetSocketAddress plainDefault = defaults.address();
        int port = plainDefault == null ? 0 : plainDefault.getPort();
        return new Http(
                plain ? endpoint(key + ".tcp", port) : null,
                tls ? endpoint(key + ".ssl", port - 1) : null,
                tls ? tlsOptions(key + ".ssl", defaults.tls()) : defaults.tls(),
                given.text(pathKey, defaults.path()),
                bodyKey == null
                        ? defaults.bodyBytesMax()
                        : given.integer(bodyKey, defaults.bodyBytesMax(), 0, Integer.MAX_VALUE));
    }

    private InetSocketAddress endpoint(String key, int defaultPort) throws ConfigurationException {
        String ip = given.text(key + ".ip", Address.ALL_INTERFACES);
        int port = given.integer(key + ".port", defaultPort, 0, UINT16_MAX);
        InetAddress address = Address.ip(ip);
        if (address == null) {
            Setting setting = given.find(key + ".ip");
            throw setting == null
                    ? new ConfigurationException(key + ".ip: " + ip)
                    : Given.refused(setting, "an IP address");
        }
        return new InetSocketAddress(address, port);
    }

    private @Nullable String events() throws ConfigurationException {
        given.oneOf("event_exchange.protocol", true, Map.of("amqp_0_9_1", true));
        return given.optionalText("event_exchange.vhost");
    }

    private static final Map<String, Boolean> BACKENDS =
            Map.of("local_filesystem", true, "rabbit_definitions_import_local_filesystem", true);

    private Definitions definitions() throws ConfigurationException {
        Setting backend = given.find("definitions.import_backend");
        if (backend != null) {
            Given.oneOf(backend, BACKENDS);
        }
        String path = given.optionalText("load_definitions");
        String local = given.optionalText("definitions.local.path");
        return new Definitions(local == null ? path : local, given.flag("definitions.skip_if_unchanged", false));
    }
}
