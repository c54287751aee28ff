// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import io.leveret.auth.AccessControl;
import io.leveret.auth.LoginAttempts;
import io.leveret.auth.Resource;
import io.leveret.broker.Definitions;
import io.leveret.broker.DirectReplies;
import io.leveret.broker.Sessions;
import io.leveret.broker.figures.NodeCounters;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;
import io.leveret.broker.queue.LoopStore;
import io.leveret.config.Settings;
import io.leveret.loop.Clock;
import io.leveret.loop.Published;
import io.leveret.net.NetLoop;
import io.leveret.net.Network;
import io.leveret.net.Transport;
import io.leveret.store.DefinitionsLog;
import io.leveret.store.MemoryStore;
import io.leveret.store.StorePort;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What becomes of a connection when the broker itself is at fault; here through a back end that throws. */
class UnexpectedErrorTest {
    private static final String CURSED = "cursed";

    private final Network network = new Network(1, Clock.SYSTEM);
    private final Sessions sessions = new Sessions();
    private final Logger log = (Logger) LoggerFactory.getLogger(Connection.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private int port;

    @BeforeEach
    void serve() throws Exception {
        NetLoop loop = network.loops().get(0);
        NodeCounters counters = new NodeCounters(network.loops());
        DirectReplies replies = new DirectReplies();
        MemoryStore store = new MemoryStore();
        StorePort stored = store.port(loop);
        Settings settings = new Settings(List.of(), 1, Settings.Amqp.DEFAULT, Settings.DefaultUser.GUEST);
        Definitions definitions = new Definitions(
                List.of(new LoopStore(loop, stored, 1 << 20)),
                new DefinitionsLog(stored, store.recovered()),
                replies,
                sessions,
                counters.of(loop),
                settings);
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        loop.execute(() -> definitions.addDefaults(loop, new Reply<>() {
            @Override
            public void ok(Boolean done) {
                ready.complete(done);
            }

            @Override
            public void failed(AmqpException error) {
                ready.completeExceptionally(error);
            }
        }));
        ready.get(1, TimeUnit.MINUTES);
        Amqp091 amqp = new Amqp091(
                settings,
                new Published<>(settings.amqp().channelMax()),
                ServerProperties.of(settings.identity(), "1"),
                cursed(AccessControl.of(
                        settings.authentication().backEnds(),
                        definitions.users().present(),
                        new Published<>(settings.defaultUser().loopbackOnly()),
                        loop)),
                new LoginAttempts(),
                definitions,
                replies,
                sessions,
                new Notices(),
                counters);
        port = network.listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Transport.plain(settings.sockets(), settings.amqp().handshakeTimeoutMillis()),
                        amqp::handler)
                .getPort();
        logged.start();
        log.addAppender(logged);
        log.setAdditive(false);
    }

    @AfterEach
    void stop() {
        log.detachAppender(logged);
        log.setAdditive(true);
        network.close();
    }

    /** An access control that breaks down when it is asked about anything of that name. */
    private static AccessControl cursed(AccessControl access) {
        return (AccessControl) Proxy.newProxyInstance(
                AccessControl.class.getClassLoader(),
                new Class<?>[] {AccessControl.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("may")
                            && ((Resource) arguments[2]).name().equals(CURSED)) {
                        throw new IllegalStateException("the back end broke down");
                    }
                    return method.invoke(access, arguments);
                });
    }

    private com.rabbitmq.client.Connection connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setPort(port);
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }

    @Test
    void closesThatConnectionAndIsLoggedOnceWithItsName() throws Exception {
        com.rabbitmq.client.Connection connection = connect();
        try (com.rabbitmq.client.Connection neighbour = connect()) {
            String name = "127.0.0.1:" + ((com.rabbitmq.client.impl.NetworkConnection) connection).getLocalPort()
                    + " -> 127.0.0.1:" + port;
            CompletableFuture<ShutdownSignalException> closed = new CompletableFuture<>();
            connection.addShutdownListener(closed::complete);
            Channel channel = connection.createChannel();
            channel.queueDeclare("mine", false, true, false, null);
            channel.asyncCompletableRpc(
                    new AMQP.Queue.Declare.Builder().queue(CURSED).build());

            AMQP.Connection.Close close =
                    (AMQP.Connection.Close) closed.get(1, TimeUnit.MINUTES).getReason();
            assertThat(close.getReplyCode()).isEqualTo(541);
            assertThat(close.getReplyText()).isEqualTo("INTERNAL_ERROR - internal error");
            assertThat(close.getClassId()).isEqualTo(50);
            assertThat(close.getMethodId()).isEqualTo(10);
            assertThat(logged.list.stream().filter(event -> event.getThrowableProxy() != null))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.getFormattedMessage()).contains(name);
                        assertThat(event.getThrowableProxy().getMessage()).contains("broke down");
                    });
            await().untilAsserted(() -> assertThat(sessions.all()).hasSize(1));
            Channel other = neighbour.createChannel();
            other.queueDeclare("mine", false, true, false, null); // what the failed one owned is gone
            other.basicPublish("", "mine", null, new byte[1]);
            assertThat(other.basicGet("mine", true)).isNotNull();
        }
    }
}
