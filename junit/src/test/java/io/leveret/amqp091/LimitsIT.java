// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.leveret.Operator;
import io.leveret.auth.UserDefinition;
import io.leveret.table.Table;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many connections and channels users, virtual hosts and the node may have, with RabbitMQ's texts. */
final class LimitsIT {
    private BackEndNode node;
    private Operator operator;

    @BeforeEach
    void prepare() throws Exception {
        node = new BackEndNode();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private void start(String... sets) throws Exception {
        node.start(sets);
        operator = new Operator(node.broker());
    }

    private void limit(String limit, long most) {
        operator.<UserDefinition>order(reply -> operator.definitions()
                .users()
                .change(
                        "guest",
                        user -> user.withLimits(Map.of(limit, most)),
                        operator.definitions().loop(),
                        reply));
    }

    @Test
    void aUserHasSoManyChannels() throws Exception {
        start();
        limit(UserDefinition.MAX_CHANNELS, 3);
        Connection another = node.connect("guest", "guest");
        try (Connection one = node.connect("guest", "guest")) {
            one.createChannel();
            one.createChannel().close(); // gives its place back
            one.createChannel();
            Channel last = another.createChannel();
            assertThat(refusalOfAChannel(another))
                    .isEqualTo("NOT_ALLOWED - number of channels opened for user 'guest' has reached the maximum"
                            + " allowed user limit of 3");
            assertThat(last.isOpen()).isFalse(); // the whole connection has gone, as in RabbitMQ
            one.createChannel();
            limit(UserDefinition.MAX_CHANNELS, -1);
            one.createChannel();
        }
    }

    @Test
    void theNodeHasSoManyChannels() throws Exception {
        start("channel_max_per_node=1");
        Connection another = node.connect("guest", "guest");
        try (Connection one = node.connect("guest", "guest")) {
            one.createChannel();
            String name = node.broker().settings().identity().nodeName();
            assertThat(refusalOfAChannel(another))
                    .isEqualTo("NOT_ALLOWED - number of channels opened on node '" + name
                            + "' has reached the maximum allowed limit of 1");
        }
    }

    @Test
    void aUserHasSoManyConnections() throws Exception {
        start();
        limit(UserDefinition.MAX_CONNECTIONS, 1);
        Connection only = node.connect("guest", "guest");
        assertThat(refusalOfAConnection())
                .isEqualTo("NOT_ALLOWED - connection refused for user 'guest': user connection limit (1) is reached");
        only.close();
        await().ignoreException(IOException.class)
                .untilAsserted(() ->
                        node.connect("guest", "guest").close()); // its place is free as soon as the node has seen it go
        limit(UserDefinition.MAX_CONNECTIONS, 0);
        assertThat(refusalOfAConnection())
                .isEqualTo("NOT_ALLOWED - connection refused for user 'guest': user connection limit (0) is reached");
    }

    @Test
    void aVirtualHostHasSoManyConnections() throws Exception {
        start();
        operator.<Boolean>order(reply -> operator.definitions()
                .parameters()
                .changeLimits(
                        "/",
                        none -> Table.builder().add("max-connections", 0L).build(),
                        operator.definitions().loop(),
                        reply));
        assertThat(refusalOfAConnection())
                .isEqualTo("NOT_ALLOWED - access to vhost '/' refused for user 'guest': connection limit (0) is"
                        + " reached");
    }

    @Test
    void theNodeHasSoManyConnections() throws Exception {
        start("max_connections=1");
        try (Connection only = node.connect("guest", "guest")) {
            assertThat(refusalOfAConnection())
                    .isEqualTo("NOT_ALLOWED - connection refused: node connection limit (1) is reached");
            assertThat(only.isOpen()).isTrue();
        }
    }

    @Test
    void theNodeHasSoManyQueuesAndExchanges() throws Exception {
        start("cluster_queue_limit=1", "cluster_exchange_limit=8");
        try (Connection connection = node.connect("guest", "guest")) {
            Channel channel = connection.createChannel();
            channel.queueDeclare("q", false, false, false, null);
            channel.queueDeclare("q", false, false, false, null); // is there already
            assertThat(Refusal.of(connection, c -> c.queueDeclare("r", false, false, false, null))
                            .text())
                    .isEqualTo("PRECONDITION_FAILED - cannot declare queue 'r': queue limit in cluster (1) is reached");
            int present = operator.definitions().virtualHost("/").exchanges().size();
            for (int i = present; i < 8; i++) {
                channel.exchangeDeclare("x" + i, "fanout");
            }
            assertThat(Refusal.of(connection, c -> c.exchangeDeclare("y", "fanout"))
                            .text())
                    .isEqualTo("PRECONDITION_FAILED - cannot declare exchange 'y' in vhost '/': exchange limit of 8 is"
                            + " reached");
            channel.queueDelete("q");
            channel.queueDeclare("r", false, false, false, null);
        }
    }

    /** A pattern that explodes is no permission, and nobody waits for it. */
    @Test
    void aPatternThatExplodesIsNoPermission() throws Exception {
        start();
        operator.addUser("ann", "secret");
        operator.permit("ann", "/", "^(a+)+$", "^(a|aa)+$", "^(a*)*$");
        try (Connection connection = node.connect("ann", "secret")) {
            String name = "a".repeat(254) + "!";
            for (int i = 0; i < 20; i++) {
                assertThat(Refusal.of(connection, c -> c.queueDeclare(name, false, false, false, null))
                                .text())
                        .startsWith("ACCESS_REFUSED - configure access to queue 'aaa");
            }
            connection.createChannel().queueDeclare("aaa", false, false, false, null);
        }
    }

    private static String refusalOfAChannel(Connection connection) throws Exception {
        CompletableFuture<ShutdownSignalException> closed = new CompletableFuture<>();
        connection.addShutdownListener(closed::complete);
        try {
            connection.createChannel();
        } catch (IOException | ShutdownSignalException e) {
            // told below
        }
        return Objects.requireNonNull(Refusal.of(closed.get(1, TimeUnit.MINUTES)))
                .text();
    }

    private String refusalOfAConnection() throws Exception {
        try (Connection connection = node.connect("guest", "guest")) {
            return "nothing: " + connection;
        } catch (IOException e) {
            return Refusal.of((ShutdownSignalException) e.getCause()).text();
        }
    }
}
