// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import io.leveret.auth.AccessControl;
import io.leveret.auth.LoginAttempts;
import io.leveret.broker.Definitions;
import io.leveret.broker.DirectReplies;
import io.leveret.broker.Session;
import io.leveret.broker.Sessions;
import io.leveret.broker.figures.NodeCounters;
import io.leveret.broker.message.Address;
import io.leveret.broker.message.Properties;
import io.leveret.broker.queue.LoopStore;
import io.leveret.config.Settings;
import io.leveret.logging.LogRecord;
import io.leveret.loop.Clock;
import io.leveret.loop.Loop;
import io.leveret.loop.Published;
import io.leveret.management.Management;
import io.leveret.management.Node;
import io.leveret.net.CertificateWatch;
import io.leveret.net.NetLoop;
import io.leveret.net.Network;
import io.leveret.net.TlsContext;
import io.leveret.net.Transport;
import io.leveret.protocol.amqp091.Amqp091;
import io.leveret.protocol.amqp091.Notices;
import io.leveret.protocol.amqp091.ServerProperties;
import io.leveret.store.Damage;
import io.leveret.store.DefinitionsLog;
import io.leveret.store.FileStore;
import io.leveret.store.MemoryStore;
import io.leveret.store.RealDisk;
import io.leveret.store.Store;
import io.leveret.store.StoreHealth;
import io.leveret.store.StoreOptions;
import io.leveret.store.StorePort;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node, and the one place where the rooms are wired. Several may live in one JVM; they share nothing. Embedding it:
 *
 * <pre>{@code
 * try (Leveret broker = Leveret.inMemory().start()) {
 *     connectionFactory.setUri(broker.amqpUri());
 * }
 * }</pre>
 *
 * <p>Built, started and closed by one thread; the accessors may be called from any.
 */
public final class Leveret implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leveret.class);
    private static final long GOODBYE_MILLIS = 2_000;

    /** What waiting messages may hold in memory: this, but at most one part in eight of the heap. */
    private static final long RESIDENT_BYTES_MAX = 32 << 20;

    private static final int RESIDENT_SHARE = 8;

    private final Settings settings;
    private final Network network;
    private final Sessions sessions = new Sessions();
    private final DirectReplies replies = new DirectReplies();
    private final ResourceWatch watch;
    private final Store store;
    private final Definitions definitions;
    private final AccessControl access;
    private final LoginAttempts attempts = new LoginAttempts();
    private final Published<Set<String>> loopbackOnly;
    private final Published<Integer> channelMax;
    private final NodeCounters counters;
    private final @Nullable Path directory;
    private final NodeOperations.Host host;
    private final List<InetSocketAddress> amqpAddresses = new ArrayList<>();
    private final List<InetSocketAddress> amqpsAddresses = new ArrayList<>();
    private @Nullable Management management;
    private @Nullable CertificateWatch certificates;
    private boolean closed;

    /** How a node gets its store. */
    private interface Stores {
        Store open(StoreHealth health) throws IOException;
    }

    private Leveret(Settings settings, @Nullable Path directory, NodeOperations.Host host, Stores opener) {
        this.settings = settings;
        this.directory = directory;
        this.host = host;
        this.loopbackOnly = new Published<>(settings.defaultUser().loopbackOnly());
        this.channelMax = new Published<>(settings.amqp().channelMax());
        this.network = new Network(settings.loops(), Clock.SYSTEM);
        List<NetLoop> loops = network.loops();
        this.counters = new NodeCounters(loops);
        this.watch =
                new ResourceWatch(settings.alarms(), sessions, loops.get(0), this::freeDiskBytes, Network::directBytes);
        this.store = openStore(opener);
        List<LoopStore> stores = new ArrayList<>();
        List<StorePort> ports = new ArrayList<>();
        long residentBytes =
                Math.min(RESIDENT_BYTES_MAX, Runtime.getRuntime().maxMemory() / RESIDENT_SHARE) / loops.size();
        for (Loop loop : loops) {
            StorePort port = store.port(loop);
            ports.add(port);
            stores.add(new LoopStore(loop, port, residentBytes));
        }
        DefinitionsLog log = new DefinitionsLog(ports.get(0), store.recovered());
        this.definitions = new Definitions(stores, log, replies, sessions, counters.of(loops.get(0)), settings);
        this.access = openAccess();
    }

    private AccessControl openAccess() {
        try {
            return AccessControl.of(
                    settings.authentication().backEnds(),
                    definitions.users().present(),
                    loopbackOnly,
                    network.loops().get(0));
        } catch (IOException e) {
            network.close();
            store.close();
            throw new UncheckedIOException(e);
        }
    }

    private Store openStore(Stores opener) {
        try {
            return opener.open(watch);
        } catch (IOException e) {
            network.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private long freeDiskBytes() {
        return store.figures().freeBytes();
    }

    /** A node for tests: state in memory, AMQP on a free port of the loopback interface, user {@code guest}, no HTTP. */
    public static Leveret inMemory() {
        return inMemory(new Settings(
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                Settings.defaults().loops(),
                Settings.Amqp.DEFAULT,
                Settings.DefaultUser.GUEST));
    }

    /** A node with these settings and its state in memory. */
    public static Leveret inMemory(Settings settings) {
        return new Leveret(settings, null, NodeOperations.Host.ANOTHER_PROGRAM, health -> new MemoryStore());
    }

    /**
     * A node with these settings, whose state is in that directory; nobody else may use it meanwhile.
     *
     * @throws UncheckedIOException if what is there cannot be read
     */
    public static Leveret on(Path directory, Settings settings) {
        return on(directory, settings, NodeOperations.Host.ANOTHER_PROGRAM);
    }

    static Leveret on(Path directory, Settings settings, NodeOperations.Host host) {
        return new Leveret(
                settings,
                directory,
                host,
                health -> FileStore.open(new RealDisk(directory), StoreOptions.DEFAULT, health));
    }

    /**
     * Opens the listeners; returns once they accept.
     *
     * @throws UncheckedIOException if an address cannot be bound; nothing is left open then
     * @throws IllegalArgumentException if the settings name definitions that cannot be imported; as above
     */
    public Leveret start() {
        try {
            recover();
            listen();
            manage();
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        return this;
    }

    private void recover() {
        Loop writer = network.loops().get(0);
        Damage damage = store.recovered().definitionsDamage();
        if (damage != null) {
            throw new IllegalStateException("the definitions cannot be read: " + damage);
        }
        CompletableFuture<Boolean> recovered = new CompletableFuture<>();
        writer.execute(() -> {
            try {
                definitions.recover(store.recovered());
                watch.start();
                recovered.complete(true);
            } catch (RuntimeException e) {
                recovered.completeExceptionally(e);
            }
        });
        Answers.join(recovered);
        String path = settings.definitions().path();
        if (path != null) {
            new StartDefinitions(definitions, List.copyOf(network.loops()))
                    .load(Path.of(path), settings.definitions().skipIfUnchanged());
        } else if (definitions.isNew()) {
            Answers.join(Answers.<Boolean>of(reply -> definitions.addDefaults(writer, reply)));
        }
        if (settings.eventsVirtualHost() != null) {
            Answers.join(Answers.<Boolean>of(reply -> definitions.enableEvents(true, writer, reply)));
        }
    }

    private void listen() throws IOException {
        Amqp091 amqp = new Amqp091(
                settings,
                channelMax,
                ServerProperties.of(settings.identity(), Version.current()),
                access,
                attempts,
                definitions,
                replies,
                sessions,
                new Notices(),
                counters);
        Transport plain = Transport.plain(settings.sockets(), settings.amqp().handshakeTimeoutMillis());
        for (InetSocketAddress address : settings.listeners()) {
            amqpAddresses.add(network.listen(address, plain, amqp::handler));
        }
        if (!settings.tls().listeners().isEmpty()) {
            listenWithTls(amqp);
        }
    }

    private void listenWithTls(Amqp091 amqp) throws IOException {
        TlsContext context = new TlsContext("ssl_options", settings.tls().options());
        Transport transport =
                new Transport(settings.sockets(), context, settings.tls().handshakeTimeoutMillis());
        for (InetSocketAddress address : settings.tls().listeners()) {
            amqpsAddresses.add(network.listen(address, transport, amqp::handler));
        }
        certificates = new CertificateWatch(List.of(context.files()));
    }

    /** Whoever is served over AMQP need not wait for this. A node without a directory has no operator to serve. */
    private void manage() throws IOException {
        if (directory == null
                && settings.management().http().address() == null
                && settings.management().http().tlsAddress() == null
                && settings.metrics().http().address() == null
                && settings.metrics().http().tlsAddress() == null) {
            return;
        }
        List<Node.Listener> listeners = new ArrayList<>();
        amqpAddresses.forEach(address -> listeners.add(new Node.Listener("amqp", address)));
        amqpsAddresses.forEach(address -> listeners.add(new Node.Listener("amqp/ssl", address)));
        Node node = new Node(
                settings,
                Version.current(),
                ManagementFactory.getRuntimeMXBean().getStartTime(),
                listeners,
                definitions,
                access,
                attempts,
                sessions,
                counters,
                new Resources(store, watch)::now,
                directory == null ? "" : directory.toString());
        String secret = NodeFile.secret();
        NodeOperations operator = new NodeOperations(network, sessions, watch, host, channelMax, loopbackOnly);
        management = Management.open(node, operator, secret);
        if (directory != null) {
            NodeFile.write(directory, settings.identity().nodeName(), management.operatorUrl(), secret);
        }
    }

    public Settings settings() {
        return settings;
    }

    /** Where AMQP is really served, in the order of the settings. */
    public List<InetSocketAddress> amqpAddresses() {
        return List.copyOf(amqpAddresses);
    }

    /** Where metrics are really served; empty where they are off. */
    public List<InetSocketAddress> metricsAddresses() {
        return management == null ? List.of() : management.metricsAddresses();
    }

    /** Where metrics are really served with TLS; empty where they are not. */
    public List<InetSocketAddress> metricsTlsAddresses() {
        return management == null ? List.of() : management.metricsTlsAddresses();
    }

    /** Where the HTTP API is really served; empty where it is off. */
    public List<InetSocketAddress> managementAddresses() {
        return management == null ? List.of() : management.addresses();
    }

    /** Where the HTTP API is really served with TLS; empty where it is not. */
    public List<InetSocketAddress> managementTlsAddresses() {
        return management == null ? List.of() : management.tlsAddresses();
    }

    /** Where AMQP over TLS is really served, in the order of the settings. */
    public List<InetSocketAddress> amqpsAddresses() {
        return List.copyOf(amqpsAddresses);
    }

    /** The first AMQP listener's URI, with the default user's name and password. */
    public String amqpUri() {
        InetSocketAddress address = amqpAddresses.get(0);
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        Settings.DefaultUser user = settings.defaultUser();
        return "amqp://" + encode(user.name()) + ":" + encode(user.password()) + "@" + host + ":" + address.getPort()
                + "/" + encode(user.virtualHost());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Raises a resource alarm ({@code memory} or {@code disk}) by hand, as operators do to test their publishers. */
    public void raiseAlarm(String alarm) {
        network.loops().get(0).execute(() -> sessions.raise(alarm));
    }

    public void clearAlarm(String alarm) {
        network.loops().get(0).execute(() -> sessions.clear(alarm));
    }

    /** Publishes lines of the log to the exchange that has them, whoever calls; nobody waits for it. */
    Consumer<LogRecord> logExchange() {
        Table headers = Table.of("node", LongString.of(settings.identity().nodeName()));
        return line -> {
            Properties properties = Properties.EMPTY
                    .withContentType(line.json() ? "application/json" : "text/plain")
                    .withHeaders(headers)
                    .withTimestamp(line.seconds());
            definitions
                    .node()
                    .publish(
                            settings.defaultUser().virtualHost(),
                            new Address(Definitions.LOG_EXCHANGE, line.level()),
                            properties,
                            line.text().getBytes(StandardCharsets.UTF_8));
        };
    }

    /** For the tests' operator. */
    Definitions definitions() {
        return definitions;
    }

    /**
     * Says goodbye to every client, closes every socket and ends every thread; returns when they are gone. Once closed,
     * nothing happens.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (directory != null && management != null) {
            NodeFile.delete(directory);
        }
        network.closeListeners();
        Collection<Session> open = sessions.all();
        List<CompletableFuture<Boolean>> told = new ArrayList<>();
        for (Session session : open) {
            told.add(Answers.<Boolean>of(reply -> session.loop().execute(() -> {
                session.close("broker forced connection closure with reason 'shutdown'");
                reply.ok(true);
            })));
        }
        told.forEach(Leveret::await);
        if (management != null) {
            management.close();
        }
        network.close();
        store.close();
        access.close();
        if (certificates != null) {
            certificates.close();
        }
    }

    private static <T> void await(CompletableFuture<T> answer) {
        try {
            answer.get(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("a loop did not answer in {} ms", GOODBYE_MILLIS, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
