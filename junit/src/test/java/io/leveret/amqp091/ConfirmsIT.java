// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static io.leveret.amqp091.Messages.drain;
import static io.leveret.amqp091.Messages.publish;
import static io.leveret.amqp091.Messages.queue;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Publisher confirms: each publish is answered once, when all its queues have it. */
@EachLoopCount
class ConfirmsIT {
    /** Checks that each sequence number is confirmed once, and that {@code multiple} names an open one. */
    private static final class Ledger implements ConfirmListener {
        private final SortedSet<Long> open = new TreeSet<>();
        private final List<String> faults = new ArrayList<>();
        private final CountDownLatch confirmed;
        private int nacks;

        private Ledger(int publishes) {
            confirmed = new CountDownLatch(publishes);
            for (long i = 1; i <= publishes; i++) {
                open.add(i);
            }
        }

        @Override
        public void handleAck(long tag, boolean multiple) {
            settle(tag, multiple);
        }

        @Override
        public void handleNack(long tag, boolean multiple) {
            nacks++;
            settle(tag, multiple);
        }

        private void settle(long tag, boolean multiple) {
            if (!open.contains(tag)) {
                faults.add(tag + " was not open");
            }
            SortedSet<Long> settled = multiple ? open.headSet(tag + 1) : open.subSet(tag, tag + 1);
            int count = settled.size();
            settled.clear();
            for (int i = 0; i < count; i++) {
                confirmed.countDown();
            }
        }

        private void awaitAll() throws InterruptedException {
            assertThat(confirmed.await(60, TimeUnit.SECONDS))
                    .as("open: %s", open)
                    .isTrue();
            assertThat(faults).isEmpty();
            assertThat(nacks).isZero();
        }
    }

    private static Ledger confirming(Channel channel, int publishes) throws IOException {
        Ledger ledger = new Ledger(publishes);
        channel.addConfirmListener(ledger);
        channel.confirmSelect();
        return ledger;
    }

    @Test
    void everyPublishIsConfirmedOnce(Channel owner, Channel channel) throws Exception {
        queue(owner, "orders");
        owner.queueDeclare("durable", true, false, false, null);
        Ledger ledger = confirming(channel, 1000);
        for (int i = 0; i < 250; i++) {
            publish(channel, "orders", "x");
            publish(channel, "nowhere", "x");
            channel.basicPublish("", "durable", MessageProperties.PERSISTENT_BASIC, new byte[100]);
            channel.basicPublish("", "orders", MessageProperties.PERSISTENT_BASIC, new byte[100]);
        }
        ledger.awaitAll();
        assertThat(owner.messageCount("orders")).isEqualTo(500);
        assertThat(owner.messageCount("durable")).isEqualTo(250);
    }

    @Test
    void aConfirmedMessageIsThereForEverybody(Channel owner, Channel channel) throws Exception {
        queue(owner, "orders");
        channel.confirmSelect();
        for (int i = 0; i < 200; i++) {
            publish(channel, "orders", "x");
            channel.waitForConfirmsOrDie();
            assertThat(owner.basicGet("orders", true)).as("round %d", i).isNotNull();
        }
    }

    @Test
    void aMessageForManyQueuesIsConfirmedWhenAllHaveIt(Channel a, Channel b, Channel c, Channel channel)
            throws Exception {
        List<Channel> owners = List.of(a, b, c);
        for (int i = 0; i < 3; i++) {
            queue(owners.get(i), "q" + i);
            owners.get(i).queueBind("q" + i, "amq.fanout", "");
        }
        channel.confirmSelect();
        for (int round = 0; round < 100; round++) {
            channel.basicPublish("amq.fanout", "", null, new byte[10]);
            channel.waitForConfirmsOrDie();
            for (int i = 0; i < 3; i++) {
                assertThat(owners.get(i).basicGet("q" + i, true))
                        .as("round %d, queue %d", round, i)
                        .isNotNull();
            }
        }
    }

    @Test
    void whatConsumersDoWithAMessageDoesNotMatter(Channel owner, Channel recovering, Channel channel) throws Exception {
        for (String name : List.of("auto", "rejected", "requeued", "recovered")) {
            queue(owner, name);
        }
        Inbox.autoAck(owner, "auto");
        Inbox rejected = Inbox.of(owner, "rejected");
        Ledger ledger = confirming(channel, 400);
        for (int i = 0; i < 100; i++) {
            publish(channel, "auto", "x");
            publish(channel, "rejected", "x");
            publish(channel, "requeued", "x");
            publish(channel, "recovered", "x");
        }
        for (int i = 0; i < 100; i++) {
            owner.basicReject(rejected.next().getEnvelope().getDeliveryTag(), false);
            var got = owner.basicGet("requeued", false);
            if (got != null) {
                owner.basicReject(got.getEnvelope().getDeliveryTag(), true);
            }
            recovering.basicGet("recovered", false);
            recovering.basicRecover(true);
        }
        ledger.awaitAll();
    }

    @Test
    void purgingAndDeletingConfirmToo(Channel owner, Channel channel) throws Exception {
        owner.queueDeclare("purged", true, false, false, null);
        owner.queueDeclare("deleted", true, false, false, null);
        Ledger ledger = confirming(channel, 2000);
        for (int i = 0; i < 1000; i++) {
            channel.basicPublish("", "purged", MessageProperties.PERSISTENT_BASIC, new byte[10]);
            channel.basicPublish("", "deleted", MessageProperties.PERSISTENT_BASIC, new byte[10]);
            if (i % 100 == 50) {
                owner.queuePurge("purged");
            }
            if (i == 500) {
                owner.queueDelete("deleted");
            }
        }
        ledger.awaitAll();
    }

    @Test
    void selectingTwiceChangesNothing(Channel channel) throws Exception {
        queue(channel, "orders");
        channel.confirmSelect();
        publish(channel, "orders", "1");
        channel.confirmSelect();
        publish(channel, "orders", "2");
        assertThat(channel.waitForConfirms(60_000)).isTrue();
        assertThat(channel.getNextPublishSeqNo()).isEqualTo(3);
    }

    @Test
    void aReturnComesBeforeItsConfirm(Channel channel) throws Exception {
        List<String> events = new ArrayList<>();
        CountDownLatch confirmed = new CountDownLatch(1);
        channel.addReturnListener(returned -> events.add("return " + new String(returned.getBody(), UTF_8)));
        channel.addConfirmListener(
                (tag, multiple) -> {
                    events.add("ack " + tag);
                    if (tag == 2) {
                        confirmed.countDown();
                    }
                },
                (tag, multiple) -> events.add("nack " + tag));
        channel.confirmSelect();
        channel.basicPublish("", "nowhere", true, null, "first".getBytes(UTF_8));
        channel.basicQos(0);
        channel.basicPublish("", "nowhere", true, null, "second".getBytes(UTF_8));
        assertThat(confirmed.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(events).containsExactly("return first", "ack 1", "return second", "ack 2");
    }

    @Test
    void closingAChannelWithConfirmsDueIsFine(Channel owner, Channel channel) throws Exception {
        queue(owner, "orders");
        channel.confirmSelect();
        for (int i = 0; i < 1000; i++) {
            publish(channel, "orders", "x");
        }
        channel.close();
        assertThat(drain(owner, "orders")).hasSize(1000);
    }
}
