// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.policy.PolicyKind;
import io.leveret.config.Settings;
import io.leveret.net.CertificateWatch;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: RabbitMQ's API where the settings want it, and in any case where this machine's operator reaches it.
 * It has one event loop of its own. Opened and closed by the wiring's thread.
 */
public final class Management implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Management.class);
    private static final long PATIENCE_SECONDS = 10;

    /** As RabbitMQ's HTTP server has them. */
    private static final int REQUEST_LINE_BYTES_MAX = 8_000;

    private static final int HEADERS_BYTES_MAX = 16_384;

    private final Node node;
    private final Listeners listeners;
    private final Operations operations;
    private final Vertx vertx;
    private final Context context;
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private final List<InetSocketAddress> tlsAddresses = new ArrayList<>();
    private final List<InetSocketAddress> metricsAddresses = new ArrayList<>();
    private final List<InetSocketAddress> metricsTlsAddresses = new ArrayList<>();
    private final List<Https> secured = new ArrayList<>();
    private @Nullable CertificateWatch certificates;
    private final InetSocketAddress operatorAddress;

    private Management(Node node, Operations operations, String secret) throws IOException {
        this.node = node;
        this.listeners = new Listeners(node);
        this.operations = operations;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        this.context = vertx.getOrCreateContext();
        try {
            Owners owners = new Owners(context);
            Authentication authentication = new Authentication(
                    node.access(),
                    node.attempts(),
                    owners,
                    node.settings().management().basicAuthentication(),
                    secret);
            Authorization authorization = new Authorization(node.access(), node.definitions(), owners);
            Totals totals = new Totals(node.counters().loops(), owners);
            this.operatorAddress = listen(site(owners, totals, authentication, authorization));
            Scrape scrape = new Scrape(node, owners, totals);
            serve(new MetricsServer(vertx, node.settings().metrics(), scrape, authentication, authorization));
            if (!secured.isEmpty()) {
                certificates =
                        new CertificateWatch(secured.stream().map(Https::files).toList());
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Serves until it is closed.
     *
     * @param secret whoever knows it, and is on this machine, is the node's operator
     * @throws IOException if an address cannot be bound; nothing is left open then
     */
    public static Management open(Node node, Operations operations, String secret) throws IOException {
        return new Management(node, operations, secret);
    }

    private void serve(MetricsServer metrics) throws IOException {
        Settings.Http http = node.settings().metrics().http();
        if (http.address() != null) {
            metricsAddresses.add(serve(metrics, http.address(), options(http.address()), null));
        }
        if (http.tlsAddress() != null) {
            Https https = secured("prometheus.ssl", http.tls());
            metricsTlsAddresses.add(serve(metrics, http.tlsAddress(), https.secure(options(http.tlsAddress())), https));
        }
    }

    private InetSocketAddress serve(
            MetricsServer metrics, InetSocketAddress address, HttpServerOptions options, @Nullable Https https)
            throws IOException {
        HttpServer server =
                vertx.createHttpServer(options.setCompressionSupported(true)).requestHandler(metrics::serve);
        return bound(address, await(server::listen, address), https);
    }

    private Https secured(String key, Settings.TlsOptions tls) throws IOException {
        Https https = new Https(key, tls);
        secured.add(https);
        return https;
    }

    private Site site(Owners owners, Totals totals, Authentication authentication, Authorization authorization) {
        Settings.Management settings = node.settings().management();
        Api api = new Api(vertx, authentication, authorization, new CommonHeaders(settings), settings);
        Hosts hosts = new Hosts(node.definitions(), authorization);
        Permits permits = new Permits(node.access(), owners);
        TopologyChanges changes = new TopologyChanges(node, permits, owners);
        List<Resource> resources = List.of(
                new WhoamiResource(settings.loginSessionTimeoutMinutes()),
                new UsersResource(node.definitions(), owners),
                new PermissionsResource(node.definitions(), owners),
                new TopicPermissionsResource(node.definitions(), owners),
                new VirtualHostsResource(node, owners, authorization),
                new PoliciesResource(PolicyKind.POLICY, true, node.definitions(), owners, authorization),
                new PoliciesResource(
                        PolicyKind.OPERATOR_POLICY,
                        settings.operatorPolicyChanges(),
                        node.definitions(),
                        owners,
                        authorization),
                new ParametersResource(node.definitions(), owners, authorization),
                new GlobalParametersResource(
                        node.definitions(), node.settings().identity().clusterName(), owners),
                new VirtualHostLimitsResource(node.definitions(), owners, authorization),
                new UserLimitsResource(node.definitions(), owners),
                new DefinitionsResource(node, owners),
                new HealthResource(node, listeners, vertx),
                new OverviewResource(node, listeners, totals, authorization),
                new NodesResource(node, operations, listeners, totals),
                new FeaturesResource(node.settings().deprecatedFeatures()),
                new LoginResource(node, authentication),
                new ServerResource(node),
                new ConnectionsResource(node, owners),
                new ChannelsResource(node, owners),
                new ConsumersResource(node, hosts, owners),
                new ExchangesResource(node, hosts, changes, owners),
                new DelayedResource(hosts, permits, owners),
                new QueuesResource(node, hosts, changes, owners),
                new BindingsResource(hosts, changes),
                new MessagesResource(node, hosts, permits, owners),
                new PeekResource(hosts, permits, owners),
                new OperatorResource(node, operations, listeners, owners));
        resources.forEach(resource -> resource.mount(api));
        return new Site(settings.http().path(), api, Router.router(vertx));
    }

    /** Where the operator reaches the API: this machine's own interface is not always among the addresses. */
    private InetSocketAddress listen(Site site) throws IOException {
        Settings.Http http = node.settings().management().http();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        if (http.tlsAddress() != null) {
            Https https = secured("management.ssl", http.tls());
            InetSocketAddress bound = listen(site, http.tlsAddress(), https.secure(options(http.tlsAddress())), https);
            tlsAddresses.add(bound);
            listeners.add(new Node.Listener("https", bound));
        }
        if (http.address() == null) {
            return listen(site, new InetSocketAddress(loopback, 0));
        }
        InetSocketAddress bound = listen(site, http.address());
        addresses.add(bound);
        listeners.add(new Node.Listener("http", bound));
        InetAddress ip = bound.getAddress();
        if (ip.isAnyLocalAddress()) {
            return new InetSocketAddress(loopback, bound.getPort());
        }
        return ip.isLoopbackAddress() ? bound : listen(site, new InetSocketAddress(loopback, 0));
    }

    private InetSocketAddress listen(Site site, InetSocketAddress address) throws IOException {
        return listen(site, address, options(address), null);
    }

    private InetSocketAddress listen(
            Site site, InetSocketAddress address, HttpServerOptions plainOrSecure, @Nullable Https https)
            throws IOException {
        Settings.Management settings = node.settings().management();
        HttpServerOptions options = plainOrSecure
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) Math.min(Integer.MAX_VALUE, settings.idleTimeoutMillis()));
        SlowClients slow = new SlowClients(vertx, settings.idleTimeoutMillis());
        ConnectionLimit limit = new ConnectionLimit(settings.connectionsMax());
        HttpServer server = vertx.createHttpServer(options)
                .requestHandler(request -> {
                    slow.asked(request);
                    site.serve(request);
                })
                .connectionHandler(connection -> {
                    limit.admit(connection);
                    slow.connected(connection);
                });
        return bound(address, await(server::listen, address), https);
    }

    private static InetSocketAddress bound(InetSocketAddress address, HttpServer server, @Nullable Https https) {
        if (https != null) {
            https.serves(server);
        }
        return new InetSocketAddress(address.getAddress(), server.actualPort());
    }

    private static HttpServerOptions options(InetSocketAddress address) {
        return new HttpServerOptions()
                .setHost(address.getAddress().getHostAddress())
                .setPort(address.getPort())
                .setHttp2ClearTextEnabled(false)
                .setMaxInitialLineLength(REQUEST_LINE_BYTES_MAX)
                .setMaxHeaderSize(HEADERS_BYTES_MAX);
    }

    private interface Opening {
        Future<HttpServer> open();
    }

    private HttpServer await(Opening opening, InetSocketAddress address) throws IOException {
        java.util.concurrent.CompletableFuture<HttpServer> opened = new java.util.concurrent.CompletableFuture<>();
        context.runOnContext(
                unused -> opening.open().onSuccess(opened::complete).onFailure(opened::completeExceptionally));
        try {
            return opened.join();
        } catch (CompletionException e) {
            throw new IOException(
                    "cannot listen on " + address.getHostString() + ":" + address.getPort()
                            + ": the address is in use or not this machine's",
                    e.getCause());
        }
    }

    /** Where the API is served without TLS as the settings want it; empty where it is not. */
    public List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    /** Where the API is served with TLS. */
    public List<InetSocketAddress> tlsAddresses() {
        return List.copyOf(tlsAddresses);
    }

    /** Where metrics are served without TLS; empty where they are not. */
    public List<InetSocketAddress> metricsAddresses() {
        return List.copyOf(metricsAddresses);
    }

    /** Where metrics are served with TLS. */
    public List<InetSocketAddress> metricsTlsAddresses() {
        return List.copyOf(metricsTlsAddresses);
    }

    /** Where the operator on this machine reaches the API. */
    public String operatorUrl() {
        String host = operatorAddress.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + operatorAddress.getPort()
                + node.settings().management().http().path();
    }

    /** Closes every socket and ends the loop; returns when its thread is gone. */
    @Override
    public void close() {
        if (certificates != null) {
            certificates.close();
        }
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("the HTTP server did not close in {} s", PATIENCE_SECONDS, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
