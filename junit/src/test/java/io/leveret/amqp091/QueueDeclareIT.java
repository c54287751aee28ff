// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.Queue.DeclareOk;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** queue.declare: names, counts, and what declaring again means. */
@EachLoopCount
class QueueDeclareIT {
    @Test
    void aQueueOfTheClientsNameIsEmptyAndUnused(Channel channel) throws Exception {
        DeclareOk declared = channel.queueDeclare("orders", true, false, false, null);
        assertThat(declared.getQueue()).isEqualTo("orders");
        assertThat(declared.getMessageCount()).isZero();
        assertThat(declared.getConsumerCount()).isZero();
    }

    @Test
    void aQueueWithoutANameGetsOneNobodyElseHas(Channel channel) throws Exception {
        String first = channel.queueDeclare("", false, false, false, null).getQueue();
        String second = channel.queueDeclare("", false, false, false, null).getQueue();
        assertThat(first)
                .startsWith("amq.gen-")
                .hasSize("amq.gen-".length() + 22)
                .isNotEqualTo(second);
    }

    @Test
    void lineEndsInNamesAreDropped(Channel channel) throws Exception {
        assertThat(channel.queueDeclare("or\rde\nrs\r\n", false, false, false, null)
                        .getQueue())
                .isEqualTo("orders");
        channel.queueDeclarePassive("orders");
    }

    @Test
    void namesAreAnyUtf8OfUpTo255Bytes(Channel channel) throws Exception {
        for (String name : List.of("заказы 🐇", "a/b?c=d#e", " ", "x".repeat(255))) {
            assertThat(channel.queueDeclare(name, false, false, false, null).getQueue())
                    .isEqualTo(name);
            channel.basicPublish("", name, null, name.getBytes("utf-8"));
            assertThat(new String(channel.basicGet(name, true).getBody(), "utf-8"))
                    .isEqualTo(name);
        }
    }

    @Test
    void theMessagesCountedAreTheReadyOnes(Channel channel) throws Exception {
        channel.queueDeclare("orders", false, false, false, null);
        for (int i = 0; i < 3; i++) {
            channel.basicPublish("", "orders", null, new byte[1]);
        }
        channel.basicGet("orders", false);
        assertThat(channel.queueDeclarePassive("orders").getMessageCount()).isEqualTo(2);
        assertThat(channel.queueDeclare("orders", false, false, false, null).getMessageCount())
                .isEqualTo(2);
    }

    @Test
    void consumersAreCounted(Channel channel, Channel other) throws Exception {
        channel.queueDeclare("orders", false, false, false, null);
        Inbox.of(channel, "orders");
        Inbox second = Inbox.of(other, "orders");
        assertThat(channel.queueDeclarePassive("orders").getConsumerCount()).isEqualTo(2);
        other.basicCancel(second.getConsumerTag());
        assertThat(channel.queueDeclarePassive("orders").getConsumerCount()).isEqualTo(1);
    }

    @Test
    void declaringTheSameAgainIsAllowedToAnyConnection(Channel channel, Channel other) throws Exception {
        channel.queueDeclare("orders", true, false, false, Map.of("x-message-ttl", 60_000));
        channel.basicPublish("", "orders", null, new byte[1]);
        channel.queueDeclarePassive("orders");
        DeclareOk again = other.queueDeclare("orders", true, false, false, Map.of("x-message-ttl", 60_000L));
        assertThat(again.getMessageCount()).isEqualTo(1);
    }

    @Test
    void argumentsThatMeanNothingAreNotCompared(Channel channel) throws Exception {
        channel.queueDeclare("orders", true, false, false, Map.of("colour", "red", "sizes", List.of(1, 2)));
        channel.queueDeclare("orders", true, false, false, Map.of("colour", "blue"));
        channel.queueDeclare("orders", true, false, false, null);
    }

    @Test
    void theClassicTypeMayBeNamedOrNot(Channel channel) throws Exception {
        channel.queueDeclare("orders", true, false, false, Map.of("x-queue-type", "classic"));
        channel.queueDeclare("orders", true, false, false, null);
    }

    @Test
    void anEmptyNameMeansTheLastQueueDeclaredOnTheChannel(Connection connection) throws Exception {
        Channel channel = connection.createChannel();
        channel.queueDeclare("first", false, false, false, null);
        channel.queueDeclare("last", false, false, false, null);
        channel.basicPublish("", "last", null, "hello".getBytes("utf-8"));
        assertThat(channel.basicGet("", true).getBody()).isEqualTo("hello".getBytes("utf-8"));
        channel.queueBind("", "amq.direct", ""); // under the queue's name, as both are empty
        channel.basicPublish("amq.direct", "last", null, new byte[1]);
        assertThat(channel.queuePurge("").getMessageCount()).isEqualTo(1);

        channel.queueBind("", "amq.direct", "key");
        channel.basicPublish("amq.direct", "key", null, new byte[1]);
        channel.queueBind("first", "amq.direct", "");
        channel.basicPublish("amq.direct", "", null, new byte[1]);
        channel.basicPublish("amq.direct", "first", null, new byte[1]);
        assertThat(channel.messageCount("last")).isEqualTo(1);
        assertThat(channel.messageCount("first")).isEqualTo(1);
        assertThat(channel.queueDelete("").getMessageCount()).isEqualTo(1);

        assertThat(Refusal.of(connection, fresh -> fresh.basicGet("", true)))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no previously declared queue", 60, 70));
    }

    @Test
    void answersCanBeDoneWithout(Channel channel) throws Exception {
        channel.queueDeclareNoWait("orders", false, false, false, null);
        channel.queueBindNoWait("orders", "amq.fanout", "", null);
        channel.basicPublish("amq.fanout", "", null, new byte[1]);
        assertThat(channel.messageCount("orders")).isEqualTo(1);
        channel.queueDeleteNoWait("orders", false, false);
        channel.queueDeclare("orders", false, false, true, null); // would be inequivalent to the first
    }

    @Test
    void deletingCountsWhatWasReadyAndAMissingQueueIsNoError(Channel channel) throws Exception {
        channel.queueDeclare("orders", false, false, false, null);
        channel.basicPublish("", "orders", null, new byte[1]);
        channel.basicPublish("", "orders", null, new byte[1]);
        channel.basicGet("orders", false);
        assertThat(channel.queueDelete("orders").getMessageCount()).isEqualTo(1);
        assertThat(channel.queueDelete("orders").getMessageCount()).isZero();
    }

    @Test
    void purgingTakesTheReadyMessagesOnly(Channel channel) throws Exception {
        channel.queueDeclare("orders", false, false, false, null);
        for (int i = 0; i < 5; i++) {
            channel.basicPublish("", "orders", null, new byte[1]);
        }
        long tag = channel.basicGet("orders", false).getEnvelope().getDeliveryTag();
        assertThat(channel.queuePurge("orders").getMessageCount()).isEqualTo(4);
        channel.basicReject(tag, true);
        assertThat(channel.messageCount("orders")).isEqualTo(1);
    }
}
