// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static io.leveret.amqp091.Messages.drain;
import static io.leveret.amqp091.Messages.queue;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import io.leveret.Leveret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exchanges of the type x-delayed-message, as RabbitMQ's plugin has them. */
@EachLoopCount
class DelayedExchangeIT {
    private static final String TYPE = "x-delayed-message";

    private static void declare(Channel channel, String name, String type) throws IOException {
        channel.exchangeDeclare(name, TYPE, true, false, Map.of("x-delayed-type", type));
    }

    private static void publish(Channel channel, String exchange, String key, Object delay, String body)
            throws IOException {
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .headers(Map.of("x-delay", delay))
                .deliveryMode(2)
                .build();
        channel.basicPublish(exchange, key, properties, body.getBytes(UTF_8));
    }

    /** When a message may be due, milliseconds since 1970: it was accepted between the publish and its confirm. */
    private record Due(long earliest, long latest) {
        /** Publishes a message whose body says its delay. */
        static Due of(Channel channel, int delay) throws Exception {
            long before = System.currentTimeMillis();
            publish(channel, "x", "key", delay, String.valueOf(delay));
            channel.waitForConfirmsOrDie(60_000);
            return new Due(before + delay, System.currentTimeMillis() + delay);
        }
    }

    private static void assertOrdered(List<String> bodies, Map<String, Due> sent) {
        assertThat(bodies).containsExactlyInAnyOrderElementsOf(sent.keySet());
        for (int i = 1; i < bodies.size(); i++) {
            assertThat(sent.get(bodies.get(i - 1)).earliest())
                    .as("%s before %s", bodies.get(i - 1), bodies.get(i))
                    .isLessThanOrEqualTo(sent.get(bodies.get(i)).latest());
        }
    }

    @Test
    void messagesComeWhenTheyAreDueInThatOrder(Channel channel) throws Exception {
        declare(channel, "x", "direct");
        channel.queueDeclare("q", true, false, false, null);
        channel.queueBind("q", "x", "key");
        channel.confirmSelect();
        Inbox inbox = Inbox.of(channel, "q");
        Map<String, Due> sent = new HashMap<>();
        for (int delay : new int[] {250, 50, 150, 100, 200, 1}) {
            sent.put(String.valueOf(delay), Due.of(channel, delay));
        }
        publish(channel, "x", "elsewhere", 10, "unrouted");
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            Delivery delivery = inbox.next();
            String body = Inbox.text(delivery);
            bodies.add(body);
            assertThat(System.currentTimeMillis())
                    .isGreaterThanOrEqualTo(sent.get(body).earliest());
            assertThat(delivery.getProperties().getHeaders()).containsEntry("x-delay", -Long.parseLong(body));
            assertThat(delivery.getEnvelope().getExchange()).isEqualTo("x");
            assertThat(delivery.getEnvelope().getRoutingKey()).isEqualTo("key");
        }
        assertOrdered(bodies, sent);
    }

    @Test
    void whatHasNoProperDelayGoesAtOnce(Channel channel) throws Exception {
        declare(channel, "x", "topic");
        queue(channel, "q");
        channel.queueBind("q", "x", "a.*");
        channel.basicPublish("x", "a.b", null, "none".getBytes(UTF_8));
        publish(channel, "x", "a.b", 0, "zero");
        publish(channel, "x", "a.b", -5_000, "negative");
        publish(channel, "x", "a.b", 4_294_967_296L, "huge");
        publish(channel, "x", "a.b", "soon", "no number");
        publish(channel, "x", "a.b", true, "no number either");
        publish(channel, "x", "b.b", 0, "unbound");
        assertThat(drain(channel, "q"))
                .containsExactly("none", "zero", "negative", "huge", "no number", "no number either");
    }

    @Test
    void delaysMayBeTextsAndFractions(Channel channel) throws Exception {
        declare(channel, "x", "fanout");
        queue(channel, "q");
        channel.queueBind("q", "x", "");
        Inbox inbox = Inbox.autoAck(channel, "q");
        publish(channel, "x", "", "900000", "text");
        publish(channel, "x", "", 30.9, "fraction");
        assertThat(inbox.next(1)).containsExactly("fraction");
        assertThat(inbox.rest("q")).isEmpty();
    }

    @Test
    void theTypeMustBeGivenAndExist(Connection connection) throws Exception {
        assertThat(refusalOf(connection, Map.of()))
                .isEqualTo("PRECONDITION_FAILED - Invalid argument, 'x-delayed-type' must be an existing exchange"
                        + " type");
        assertThat(refusalOf(connection, Map.of("x-delayed-type", 5)))
                .isEqualTo("PRECONDITION_FAILED - Invalid argument, 'x-delayed-type' must be an existing exchange"
                        + " type");
        assertThat(refusalOf(connection, Map.of("x-delayed-type", TYPE)))
                .isEqualTo("PRECONDITION_FAILED - Invalid argument, 'x-delayed-message' can't be used for"
                        + " 'x-delayed-type'");
        assertThat(refusalOf(connection, Map.of("x-delayed-type", "nonsense")))
                .isEqualTo("PRECONDITION_FAILED - unknown exchange type 'nonsense'");
    }

    private static String refusalOf(Connection connection, Map<String, Object> arguments) throws IOException {
        Refusal refusal = Refusal.of(connection, channel -> channel.exchangeDeclare("x", TYPE, true, false, arguments));
        assertThat(refusal.code()).isEqualTo(406);
        return refusal.text();
    }

    @Test
    void aMandatoryMessageThatIsDelayedComesBackAndIsDeliveredAllTheSame(Channel channel) throws Exception {
        declare(channel, "x", "fanout");
        queue(channel, "q");
        channel.queueBind("q", "x", "");
        AtomicInteger returned = new AtomicInteger();
        channel.addReturnListener(message -> returned.incrementAndGet());
        channel.confirmSelect();
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .headers(Map.of("x-delay", 20))
                .build();
        channel.basicPublish("x", "", true, properties, "late".getBytes(UTF_8));
        channel.waitForConfirmsOrDie(60_000);
        assertThat(returned).hasValue(1);
        assertThat(Inbox.autoAck(channel, "q").next(1)).containsExactly("late");
    }

    @Test
    void whatWaitsSurvivesARestart(@TempDir Path directory) throws Exception {
        Map<String, Due> sent = new HashMap<>();
        try (Leveret node =
                        Leveret.on(directory, EachLoopCount.Loops.settings(2)).start();
                Connection connection = Clients.factory(node.amqpUri()).newConnection()) {
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            declare(channel, "x", "direct");
            channel.queueDeclare("q", true, false, false, null);
            channel.queueBind("q", "x", "key");
            for (int delay = 600; delay > 200; delay -= 40) {
                sent.put(String.valueOf(delay), Due.of(channel, delay));
            }
            publish(channel, "x", "key", 3_600_000, "much later");
            channel.waitForConfirmsOrDie(60_000);
        }
        try (Leveret node =
                        Leveret.on(directory, EachLoopCount.Loops.settings(2)).start();
                Connection connection = Clients.factory(node.amqpUri()).newConnection()) {
            Channel channel = connection.createChannel();
            Inbox inbox = Inbox.of(channel, "q");
            assertOrdered(inbox.next(sent.size()), sent);
            assertThat(inbox.rest("q")).isEmpty();
        }
    }
}
