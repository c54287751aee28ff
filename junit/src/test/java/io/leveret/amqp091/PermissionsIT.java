// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.leveret.Leveret;
import io.leveret.Operator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What it takes to do what: each operation with just enough permission, and with each part of it missing. */
@EachLoopCount
class PermissionsIT {
    private static final AMQP.BasicProperties NONE = new AMQP.BasicProperties();

    private Operator operator;
    private Connection guest;
    private Connection user;

    @BeforeEach
    void connect(Leveret broker, ConnectionFactory factory) throws Exception {
        operator = new Operator(broker);
        guest = factory.newConnection();
        Channel channel = guest.createChannel();
        channel.exchangeDeclare("x", "direct", false);
        channel.exchangeDeclare("y", "direct", false);
        channel.queueDeclare("q", false, false, false, null);
        operator.addUser("ann", "secret");
        operator.permit("ann", "/", "", "", "");
        factory.setUsername("ann");
        factory.setPassword("secret");
        user = factory.newConnection();
    }

    @AfterEach
    void disconnect() {
        user.abort();
        guest.abort();
    }

    /**
     * @param needs what the operation takes, in the order it is asked for: {@code "configure x"}
     * @param refusal what a permission that is missing is called in the refusal
     */
    record Row(
            String name, List<String> needs, List<String> refusal, int classId, int methodId, Refusal.Attempt attempt) {
        static Row of(String name, String needs, String refusal, int classId, int methodId, Refusal.Attempt attempt) {
            return new Row(name, List.of(needs.split(", ")), List.of(refusal.split(", ")), classId, methodId, attempt);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                Row.of(
                        "exchange.declare",
                        "configure new",
                        "exchange 'new'",
                        40,
                        10,
                        c -> c.exchangeDeclare("new", "fanout")),
                Row.of(
                        "exchange.declare with an alternate",
                        "configure new, read new, write y",
                        "exchange 'new', exchange 'new', exchange 'y'",
                        40,
                        10,
                        c -> c.exchangeDeclare("new", "fanout", false, false, Map.of("alternate-exchange", "y"))),
                Row.of("exchange.delete", "configure x", "exchange 'x'", 40, 20, c -> c.exchangeDelete("x")),
                Row.of(
                        "queue.declare",
                        "configure new",
                        "queue 'new'",
                        50,
                        10,
                        c -> c.queueDeclare("new", false, false, false, null)),
                Row.of(
                        "queue.declare with dead letters",
                        "configure new, read new, write y",
                        "queue 'new', queue 'new', exchange 'y'",
                        50,
                        10,
                        c -> c.queueDeclare("new", false, false, false, Map.of("x-dead-letter-exchange", "y"))),
                Row.of("queue.delete", "configure q", "queue 'q'", 50, 40, c -> c.queueDelete("q")),
                Row.of("queue.purge", "read q", "queue 'q'", 50, 30, c -> c.queuePurge("q")),
                Row.of(
                        "queue.bind",
                        "write q, read x",
                        "queue 'q', exchange 'x'",
                        50,
                        20,
                        c -> c.queueBind("q", "x", "k")),
                Row.of(
                        "queue.unbind",
                        "write q, read x",
                        "queue 'q', exchange 'x'",
                        50,
                        50,
                        c -> c.queueUnbind("q", "x", "k")),
                Row.of(
                        "exchange.bind",
                        "write y, read x",
                        "exchange 'y', exchange 'x'",
                        40,
                        30,
                        c -> c.exchangeBind("y", "x", "k")),
                Row.of(
                        "exchange.unbind",
                        "write y, read x",
                        "exchange 'y', exchange 'x'",
                        40,
                        40,
                        c -> c.exchangeUnbind("y", "x", "k")),
                Row.of("basic.publish", "write x", "exchange 'x'", 60, 40, PermissionsIT::publish),
                Row.of("basic.get", "read q", "queue 'q'", 60, 70, c -> c.basicGet("q", true)),
                Row.of(
                        "basic.consume",
                        "read q",
                        "queue 'q'",
                        60,
                        20,
                        c -> c.basicConsume("q", true, (tag, message) -> {}, tag -> {})));
    }

    private static void publish(Channel channel) throws IOException {
        channel.confirmSelect();
        channel.basicPublish("x", "k", NONE, new byte[3]);
        channel.basicQos(1); // its answer comes after a refusal would
    }

    @ParameterizedTest
    @MethodSource("rows")
    void enoughIsEnough(Row row) throws Exception {
        permit(row.needs());
        row.attempt().on(user.createChannel());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatIsMissingIsNamed(Row row) throws Exception {
        for (int i = 0; i < row.needs().size(); i++) {
            List<String> others = Stream.concat(
                            row.needs().stream().limit(i), row.needs().stream().skip(i + 1))
                    .toList();
            permit(others);
            String permission = row.needs().get(i).split(" ")[0];
            String text = "ACCESS_REFUSED - " + permission + " access to "
                    + row.refusal().get(i) + " in vhost '/' refused for user 'ann'";
            assertThat(Refusal.of(user, row.attempt()))
                    .isEqualTo(Refusal.channel(403, text, row.classId(), row.methodId()));
        }
    }

    /** Grants just these, with patterns for whole names. */
    private void permit(List<String> needs) {
        operator.permit("ann", "/", pattern(needs, "configure"), pattern(needs, "write"), pattern(needs, "read"));
    }

    private static String pattern(List<String> needs, String permission) {
        List<String> names = needs.stream()
                .filter(need -> need.startsWith(permission))
                .map(need -> need.split(" ")[1])
                .toList();
        return names.isEmpty() ? "" : "^(" + String.join("|", names) + ")$";
    }

    @Test
    void askingWhetherSomethingExistsTakesAnyPermission() throws Exception {
        Refusal.Attempt queue = channel -> channel.queueDeclarePassive("q");
        Refusal.Attempt exchange = channel -> channel.exchangeDeclarePassive("x");
        assertThat(Refusal.of(user, queue))
                .isEqualTo(Refusal.channel(
                        403,
                        "ACCESS_REFUSED - configure access to queue 'q' in vhost '/' refused for user 'ann'",
                        50,
                        10));
        assertThat(Refusal.of(user, exchange))
                .isEqualTo(Refusal.channel(
                        403,
                        "ACCESS_REFUSED - configure access to exchange 'x' in vhost '/' refused for user 'ann'",
                        40,
                        10));
        for (String permission : List.of("configure", "write", "read")) {
            permit(List.of(permission + " q", permission + " x"));
            queue.on(user.createChannel());
            exchange.on(user.createChannel());
        }
    }

    @Test
    void theDefaultExchangeHasANameInPermissions() throws Exception {
        Refusal.Attempt attempt = channel -> {
            channel.basicPublish("", "q", NONE, new byte[0]);
            channel.basicQos(1);
        };
        assertThat(Refusal.of(user, attempt).text())
                .isEqualTo(
                        "ACCESS_REFUSED - write access to exchange 'amq.default' in vhost '/' refused for user 'ann'");
        permit(List.of("write amq.default"));
        attempt.on(user.createChannel());
    }

    @Test
    void patternsAreFoundAnywhereInTheName() throws Exception {
        operator.permit("ann", "/", "", "", "middle|^start|end$");
        Channel channel = guest.createChannel();
        for (String queue : List.of("in-the-middle-of", "start-of", "the-end")) {
            channel.queueDeclare(queue, false, true, true, null);
            // locked to the other connection, but readable
            assertThat(Refusal.of(user, c -> c.basicGet(queue, true)).code()).isEqualTo(405);
        }
        assertThat(Refusal.of(user, c -> c.basicGet("restart", true)).code()).isEqualTo(403);
    }

    @Test
    void aChangeIsSeenAtOnce() throws Exception {
        permit(List.of("write x"));
        Channel channel = user.createChannel();
        publish(channel);
        permit(List.of("write y"));
        assertThat(Refusal.of(channel, PermissionsIT::publish))
                .isEqualTo(Refusal.channel(
                        403,
                        "ACCESS_REFUSED - write access to exchange 'x' in vhost '/' refused for user 'ann'",
                        60,
                        40));
        permit(List.of("write x"));
        publish(user.createChannel());
        operator.clearPermissions("ann", "/");
        assertThat(Refusal.of(user, PermissionsIT::publish).code()).isEqualTo(403);
    }

    @Test
    void aPatternBuiltToExplodeIsNoMatch() throws Exception {
        operator.permit("ann", "/", "(x+x+)+y", "", "");
        String name = "x".repeat(200);
        assertThat(Refusal.of(user, channel -> channel.queueDeclare(name, false, false, false, null))
                        .code())
                .isEqualTo(403);
    }
}
