// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static io.leveret.amqp091.Messages.numbers;
import static io.leveret.amqp091.Messages.publishNumbers;
import static io.leveret.amqp091.Messages.queue;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** basic.qos: how many messages may be unacknowledged, for each consumer and for all of a channel together. */
@EachLoopCount
class PrefetchIT {
    @Test
    void aConsumerHoldsNoMoreThanItsPrefetch(Channel owner, Channel channel) throws Exception {
        queue(owner, "orders");
        publishNumbers(owner, "orders", 15);
        owner.queueDeclarePassive("orders");
        channel.basicQos(5);
        Inbox inbox = Inbox.of(channel, "orders");
        assertThat(inbox.rest("orders")).isEqualTo(numbers(0, 5));
        channel.basicAck(1, false);
        assertThat(inbox.rest("orders")).isEqualTo(numbers(5, 6));
        channel.basicAck(4, true);
        assertThat(inbox.rest("orders")).isEqualTo(numbers(6, 9));
        channel.basicReject(5, false);
        assertThat(inbox.rest("orders")).isEqualTo(numbers(9, 10));
        channel.basicNack(0, true, false);
        assertThat(inbox.rest("orders")).isEqualTo(numbers(10, 15));
    }

    @Test
    void requeuedMessagesMakeRoomForThemselves(Channel owner, Channel channel) throws Exception {
        queue(owner, "orders");
        publishNumbers(owner, "orders", 15);
        owner.queueDeclarePassive("orders");
        channel.basicQos(5);
        Inbox inbox = Inbox.of(channel, "orders");
        assertThat(inbox.rest("orders")).isEqualTo(numbers(0, 5));
        channel.basicRecover();
        assertThat(inbox.rest("orders")).isEqualTo(numbers(0, 5));
        channel.basicNack(0, true, true);
        assertThat(inbox.rest("orders")).isEqualTo(numbers(0, 5));
    }

    @Test
    void itIsForConsumersThatComeLater(Channel owner, Connection connection) throws Exception {
        queue(owner, "a");
        queue(owner, "b");
        Channel channel = connection.createChannel();
        Inbox unlimited = Inbox.of(channel, "a");
        channel.basicQos(2);
        Inbox two = Inbox.of(channel, "b");
        channel.basicQos(0);
        publishNumbers(owner, "a", 10);
        publishNumbers(owner, "b", 10);
        owner.queueDeclarePassive("a");
        owner.queueDeclarePassive("b");
        assertThat(unlimited.rest("a")).isEqualTo(numbers(0, 10));
        assertThat(two.rest("b")).isEqualTo(numbers(0, 2));
    }

    @Test
    void getsAndConsumersWithoutAcknowledgementDoNotCount(Channel owner, Channel channel) throws Exception {
        queue(owner, "orders");
        publishNumbers(owner, "orders", 6);
        owner.queueDeclarePassive("orders");
        channel.basicQos(2);
        channel.basicGet("orders", false);
        channel.basicGet("orders", false);
        channel.basicGet("orders", false);
        Inbox inbox = Inbox.of(channel, "orders");
        assertThat(inbox.rest("orders")).isEqualTo(numbers(3, 5));
        channel.basicCancel(inbox.getConsumerTag());
        Inbox free = Inbox.autoAck(channel, "orders");
        publishNumbers(owner, "orders", 10);
        owner.queueDeclarePassive("orders");
        assertThat(free.rest("orders")).hasSize(11);
    }

    @Test
    void idleConsumersTakeWhatABusyOneCannot(Channel owner, Channel busy, Channel idle) throws Exception {
        queue(owner, "orders");
        busy.basicQos(1);
        idle.basicQos(1);
        Inbox first = Inbox.of(busy, "orders");
        Inbox second = Inbox.of(idle, "orders");
        publishNumbers(owner, "orders", 10);
        List<String> taken = new ArrayList<>();
        Delivery held = first.next();
        for (int i = 0; i < 9; i++) {
            Delivery delivery = second.next();
            taken.add(Inbox.text(delivery));
            idle.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
        }
        taken.add(Inbox.text(held));
        assertThat(taken).containsExactlyInAnyOrderElementsOf(numbers(0, 10));
    }

    @Test
    void consumersTakeTurns(Channel owner, Channel a, Channel b, Channel c) throws Exception {
        queue(owner, "orders");
        List<Inbox> inboxes = List.of(Inbox.of(a, "orders"), Inbox.of(b, "orders"), Inbox.of(c, "orders"));
        publishNumbers(owner, "orders", 9);
        owner.queueDeclarePassive("orders");
        assertThat(inboxes.get(0).rest("orders")).containsExactly("0", "3", "6");
        assertThat(inboxes.get(1).rest("orders")).containsExactly("1", "4", "7");
        assertThat(inboxes.get(2).rest("orders")).containsExactly("2", "5", "8");
    }

    // ---- basic.qos with global set

    @Test
    void aChannelsLimitIsOverAllItsConsumers(Channel owner, Channel channel) throws Exception {
        queue(owner, "a");
        queue(owner, "b");
        publishNumbers(owner, "a", 20);
        publishNumbers(owner, "b", 20);
        owner.queueDeclarePassive("a");
        channel.basicQos(5, true);
        Inbox first = Inbox.of(channel, "a");
        Inbox second = Inbox.of(channel, "b");
        expect(5, first, second);
        channel.basicAck(2, true);
        expect(2, first, second);
    }

    /** So many deliveries from the queues a and b come, and no more. */
    private static void expect(int count, Inbox a, Inbox b) {
        List<String> taken = new ArrayList<>();
        await().until(() -> {
            taken.addAll(a.rest("a"));
            taken.addAll(b.rest("b"));
            return taken.size() >= count;
        });
        await().during(100, MILLISECONDS).untilAsserted(() -> {
            taken.addAll(a.rest("a"));
            taken.addAll(b.rest("b"));
            assertThat(taken).hasSize(count);
        });
    }

    @Test
    void aChannelAtItsLimitLeavesTheRestToOthers(Channel owner, Channel limited, Channel other) throws Exception {
        queue(owner, "orders");
        publishNumbers(owner, "orders", 10);
        owner.queueDeclarePassive("orders");
        limited.basicQos(1, true);
        Inbox first = Inbox.of(limited, "orders");
        assertThat(Inbox.text(first.next())).isEqualTo("0");
        Inbox second = Inbox.of(other, "orders");
        assertThat(second.next(9)).isEqualTo(numbers(1, 10));
        assertThat(first.rest("orders")).isEmpty();
    }

    @Test
    void raisingAChannelsLimitLetsMoreThrough(Channel owner, Channel channel) throws Exception {
        queue(owner, "orders");
        publishNumbers(owner, "orders", 20);
        owner.queueDeclarePassive("orders");
        channel.basicQos(3, true);
        Inbox inbox = Inbox.of(channel, "orders");
        assertThat(inbox.next(3)).isEqualTo(numbers(0, 3));
        assertThat(inbox.rest("orders")).isEmpty();
        channel.basicQos(5, true);
        assertThat(inbox.next(2)).isEqualTo(numbers(3, 5));
        assertThat(inbox.rest("orders")).isEmpty();
        channel.basicQos(0, true);
        assertThat(inbox.next(15)).isEqualTo(numbers(5, 20));
    }

    @Test
    void bothLimitsHold(Channel owner, Channel channel) throws Exception {
        queue(owner, "orders");
        publishNumbers(owner, "orders", 20);
        owner.queueDeclarePassive("orders");
        channel.basicQos(4, true);
        channel.basicQos(3, false);
        Inbox first = Inbox.of(channel, "orders");
        assertThat(first.next(3)).isEqualTo(numbers(0, 3));
        Inbox second = Inbox.of(channel, "orders");
        assertThat(second.next(1)).isEqualTo(numbers(3, 4));
        assertThat(first.rest("orders")).isEmpty();
        assertThat(second.rest("orders")).isEmpty();
    }

    @Test
    void aChannelsLimitEndsWithTheChannel(Channel owner, Connection connection) throws Exception {
        queue(owner, "orders");
        publishNumbers(owner, "orders", 10);
        owner.queueDeclarePassive("orders");
        Channel limited = connection.createChannel();
        limited.basicQos(1, true);
        Inbox first = Inbox.of(limited, "orders");
        assertThat(Inbox.text(first.next())).isEqualTo("0");
        limited.close();
        Channel next = connection.createChannel();
        assertThat(Inbox.of(next, "orders").next(10)).isEqualTo(numbers(0, 10));
    }
}
