// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static io.leveret.amqp091.Messages.drain;
import static io.leveret.amqp091.Messages.publish;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Return;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** What a classic queue does about lengths, lifetimes and priorities, as a client sees it. */
@EachLoopCount
class QueueArgumentsIT {
    private static final int QUEUE_CLASS = 50;
    private static final int DECLARE = 10;

    private static void declare(Channel channel, String queue, Map<String, Object> arguments) throws IOException {
        channel.queueDeclare(queue, true, false, false, arguments);
    }

    private static void publishWith(Channel channel, String queue, String body, BasicProperties properties)
            throws IOException {
        channel.basicPublish("", queue, properties, body.getBytes(UTF_8));
    }

    private static BasicProperties expiring(String expiration) {
        return new BasicProperties.Builder().expiration(expiration).build();
    }

    private static BasicProperties priority(int priority) {
        return new BasicProperties.Builder().priority(priority).build();
    }

    @Test
    void badArgumentsAreRefusedAndNothingIsMade(Connection connection) throws Exception {
        assertThat(Refusal.of(connection, channel -> declare(channel, "q", Map.of("x-message-ttl", -1))))
                .isEqualTo(Refusal.channel(
                        406,
                        "PRECONDITION_FAILED - invalid arg 'x-message-ttl' for queue 'q' in vhost '/': {value_negative,-1}",
                        QUEUE_CLASS,
                        DECLARE));
        assertThat(Refusal.of(connection, channel -> channel.queueDeclarePassive("q"))
                        .code())
                .isEqualTo(404);
    }

    @Test
    void onlyArgumentsThatMeanSomethingAreCompared(Connection connection, Channel channel) throws Exception {
        declare(channel, "q", Map.of("x-message-ttl", 1_000_000, "x-nobody-knows", "a"));
        declare(channel, "q", Map.of("x-message-ttl", 1_000_000L, "x-nobody-knows", "b"));
        assertThat(Refusal.of(connection, other -> declare(other, "q", Map.of("x-message-ttl", 5)))
                        .text())
                .isEqualTo("PRECONDITION_FAILED - inequivalent arg 'x-message-ttl' for queue 'q' in vhost '/': received"
                        + " '5' but current is '1000000'");
    }

    @Test
    void badExpirationsAreRefused(Connection connection, Channel channel) throws Exception {
        declare(channel, "q", Map.of());
        for (Map.Entry<String, String> bad : Map.of(
                        "-1", "{value_negative,-1}",
                        "abc", "no_integer",
                        "5ms", "{leftover_string,\"ms\"}",
                        "315360000001", "{value_too_large,315360000001}")
                .entrySet()) {
            assertThat(Refusal.of(connection, other -> publishWith(other, "q", "x", expiring(bad.getKey())))
                            .text())
                    .isEqualTo("PRECONDITION_FAILED - invalid expiration '" + bad.getKey() + "': " + bad.getValue());
        }
        assertThat(drain(channel, "q")).isEmpty();
    }

    @Test
    void messagesExpire(Channel channel) throws Exception {
        declare(channel, "q", Map.of());
        publish(channel, "q", "stays");
        publishWith(channel, "q", "goes", expiring("20"));
        publishWith(channel, "q", "gone", expiring("0"));
        await().until(() -> channel.messageCount("q") == 1);
        assertThat(drain(channel, "q")).containsExactly("stays");
    }

    @Test
    void aFullQueueDropsItsOldest(Channel channel) throws Exception {
        declare(channel, "q", Map.of("x-max-length", 2));
        publish(channel, "q", "a", "b", "c");
        assertThat(drain(channel, "q")).containsExactly("b", "c");
    }

    @Test
    void aFullQueueRefusesWithANack(Channel channel) throws Exception {
        declare(channel, "q", Map.of("x-max-length", 2, "x-overflow", "reject-publish"));
        channel.confirmSelect();
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        channel.addConfirmListener(
                (tag, multiple) -> told.add(tag + (multiple ? "+" : "") + " ack"),
                (tag, multiple) -> told.add(tag + (multiple ? "+" : "") + " nack"));
        for (String body : List.of("a", "b", "c")) {
            publish(channel, "q", body);
            channel.waitForConfirms();
        }
        assertThat(told).containsExactly("1 ack", "2 ack", "3 nack");
        assertThat(drain(channel, "q")).containsExactly("a", "b");
    }

    @Test
    void prioritiesAreServedInOrder(Channel channel) throws Exception {
        declare(channel, "q", Map.of("x-max-priority", 5));
        for (int priority : List.of(1, 5, 3, 9, 0)) {
            publishWith(channel, "q", "p" + priority, priority(priority));
        }
        publish(channel, "q", "none");
        assertThat(drain(channel, "q")).containsExactly("p5", "p9", "p3", "p1", "p0", "none");
    }

    @Test
    void aQueueThatNobodyUsesIsDeleted(Channel channel) throws Exception {
        declare(channel, "q", Map.of("x-expires", 100));
        BlockingQueue<Return> returned = new LinkedBlockingQueue<>();
        channel.addReturnListener(returned::add);
        await().until(() -> {
            channel.basicPublish("", "q", true, null, new byte[0]); // which is not using it
            channel.basicQos(0);
            return !returned.isEmpty();
        });
    }
}
