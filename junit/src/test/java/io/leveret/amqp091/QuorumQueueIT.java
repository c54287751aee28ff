// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static io.leveret.amqp091.Messages.drain;
import static io.leveret.amqp091.Messages.publish;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Quorum queues, as a client sees them. */
@EachLoopCount
class QuorumQueueIT {
    private static void declare(Channel channel, String queue, Map<String, Object> arguments) throws IOException {
        Map<String, Object> all = new HashMap<>(arguments);
        all.put("x-queue-type", "quorum");
        channel.queueDeclare(queue, true, false, false, all);
    }

    private static Refusal declared(
            Connection connection, String queue, boolean durable, boolean exclusive, boolean autoDelete)
            throws IOException {
        return Refusal.of(
                connection,
                channel ->
                        channel.queueDeclare(queue, durable, exclusive, autoDelete, Map.of("x-queue-type", "quorum")));
    }

    @Test
    void whatItCannotBeIsRefusedAndNothingIsMade(Connection connection) throws Exception {
        String start = "PRECONDITION_FAILED - invalid property '";
        assertThat(declared(connection, "q", true, false, true).text())
                .isEqualTo(start + "auto-delete' for queue 'q' in vhost '/'");
        assertThat(declared(connection, "q", true, true, false).text())
                .isEqualTo(start + "exclusive-owner' for queue 'q' in vhost '/'");
        assertThat(declared(connection, "q", false, false, false).text())
                .isEqualTo(start + "non-durable' for queue 'q' in vhost '/'");
        assertThat(declared(connection, "", true, false, false).text())
                .isEqualTo("PRECONDITION_FAILED - Cannot declare a server-named queue for type rabbit_quorum_queue");
        assertThat(Refusal.of(connection, channel -> declare(channel, "q", Map.of("x-max-priority", 3)))
                        .text())
                .isEqualTo("PRECONDITION_FAILED - invalid arg 'x-max-priority' for queue 'q' in vhost '/' of queue "
                        + "type rabbit_quorum_queue");
        assertThat(Refusal.of(connection, channel -> channel.queueDeclarePassive("q"))
                        .code())
                .isEqualTo(404);
    }

    @Test
    void itIsNotAClassicQueue(Connection connection, Channel channel) throws Exception {
        declare(channel, "q", Map.of());
        assertThat(Refusal.of(connection, other -> other.queueDeclare("q", true, false, false, null))
                        .text())
                .isEqualTo("PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue 'q' in vhost '/': "
                        + "received none but current is the value 'quorum' of type 'longstr'");
        assertThat(Refusal.of(connection, other -> other.queueDelete("q", true, false))
                        .code())
                .isEqualTo(540);
        declare(channel, "q", Map.of());
    }

    @Test
    void aRejectionCountsAndANackDoesNot(Channel channel) throws Exception {
        declare(channel, "q", Map.of());
        Inbox inbox = Inbox.of(channel, "q");
        publish(channel, "q", "a");
        Delivery first = inbox.next();
        assertThat(first.getProperties().getHeaders()).isNull();
        channel.basicNack(first.getEnvelope().getDeliveryTag(), false, true);
        Delivery second = inbox.next();
        assertThat(second.getEnvelope().isRedeliver()).isTrue();
        assertThat(second.getProperties().getHeaders()).isEqualTo(Map.of("x-acquired-count", 1L));
        channel.basicReject(second.getEnvelope().getDeliveryTag(), true);
        assertThat(inbox.next().getProperties().getHeaders())
                .isEqualTo(Map.of("x-acquired-count", 2L, "x-delivery-count", 1L));
    }

    @Test
    void confirmsComeAndMessagesStay(Channel channel) throws Exception {
        declare(channel, "q", Map.of());
        channel.confirmSelect();
        publish(channel, "q", "a", "b");
        channel.waitForConfirmsOrDie(60_000);
        assertThat(drain(channel, "q")).containsExactly("a", "b");
    }

    @Test
    void thePoisonousGoElsewhere(Channel channel) throws Exception {
        channel.queueDeclare("dead", true, false, false, null);
        declare(
                channel,
                "q",
                Map.of("x-delivery-limit", 1, "x-dead-letter-exchange", "", "x-dead-letter-routing-key", "dead"));
        Inbox inbox = Inbox.of(channel, "q");
        Inbox dead = Inbox.of(channel, "dead");
        publish(channel, "q", "a");
        channel.basicReject(inbox.next().getEnvelope().getDeliveryTag(), true);
        channel.basicReject(inbox.next().getEnvelope().getDeliveryTag(), true);
        assertThat(dead.next().getProperties().getHeaders().get("x-first-death-reason"))
                .hasToString("delivery_limit");
    }
}
