// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.message.Receipt;
import io.leveret.loop.VirtualLoop;
import io.leveret.loop.VirtualLoops;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QueueLogTest {
    private final VirtualLoops loops = new VirtualLoops(1, new Random(1));
    private final VirtualLoop loop = loops.loops().get(0);
    private final ToldPort port = new ToldPort();
    private final LoopStore store = new LoopStore(loop, port, 0);
    private final QueueLog log = new QueueLog(store, 7, true, false, true);
    private final List<String> heard = new ArrayList<>();

    private final Receipt receipt = new Receipt() {
        @Override
        public void accepted() {
            heard.add("accepted");
        }

        @Override
        public void rejected() {
            heard.add("rejected");
        }
    };

    private static QueuedMessage message(long sequence, boolean persistent) {
        Published message = new Published(sequence, 1, persistent, Published.BODY_BYTES_MIN);
        return new QueuedMessage(Nowhere.home(), sequence, message.message(message.content()));
    }

    private static QueuedMessage stored(long sequence) {
        QueuedMessage message = message(sequence, true);
        message.stored = true;
        return message;
    }

    private static QueuedMessage delivered(long sequence, int deliveries) {
        QueuedMessage message = stored(sequence);
        message.deliveries = deliveries;
        return message;
    }

    private void settle(long... sequences) {
        loop.enter(() -> {
            for (long sequence : sequences) {
                log.settled(stored(sequence));
            }
        });
    }

    @Test
    void whatIsSettledInATurnIsToldAsRangesWhenItEnds() {
        settle(3, 4, 5);
        settle(6);
        assertThat(port.news()).isEmpty();
        loops.turnAll();
        assertThat(port.news()).containsExactly("settle 7/3-6");

        settle(7, 9, 8, 10, 11, 2);
        loops.turnAll();
        assertThat(port.news())
                .containsExactly("settle 7/7-7", "settle 7/9-9", "settle 7/8-8", "settle 7/10-11", "settle 7/2-2");
        loops.turnAll();
        assertThat(port.news()).isEmpty();
    }

    @Test
    void deliveriesAreMarkedBeforeTheyAreSettled() {
        loop.enter(() -> {
            log.delivered(delivered(1, 1));
            log.delivered(delivered(2, 1));
            log.settled(stored(1));
            log.delivered(delivered(3, 1));
            log.delivered(delivered(4, 2));
            log.delivered(delivered(5, 1_000));
        });
        loops.turnAll();
        assertThat(port.news()).containsExactly("mark 7/1-3 1", "mark 7/4-4 2", "mark 7/5-5 255", "settle 7/1-1");
    }

    @Test
    void nothingIsToldOfMessagesThatTheStoreDoesNotHave() {
        loop.enter(() -> {
            log.delivered(message(1, true));
            log.settled(message(1, true));
        });
        loops.turnAll();
        assertThat(port.news()).isEmpty();
    }

    @Test
    void onlyAPersistentMessageOfADurableQueueSurvives() {
        assertThat(log.survives(message(1, true))).isTrue();
        assertThat(log.survives(message(1, false))).isFalse();
        assertThat(new QueueLog(store, 8, false, false, false).survives(message(1, true)))
                .isFalse();
    }

    @Test
    void theReceiptComesFromTheStore() {
        loop.enter(() -> {
            log.enqueue(message(1, true), receipt);
            log.enqueue(message(2, true), receipt);
            log.enqueue(message(3, true), null);
        });
        assertThat(port.news()).containsExactly("enqueue durable 7/1", "enqueue durable 7/2", "enqueue durable 7/3");
        assertThat(heard).isEmpty();
        port.receipts.get(0).stored();
        port.receipts.get(1).failed("no space");
        assertThat(heard).containsExactly("accepted", "rejected");
    }

    @Test
    void aTransientQueueBeginsInTheStoreWhenItOverflows() {
        QueueLog other = new QueueLog(store, 8, false, false, false);
        loop.enter(() -> {
            other.purged(5, new long[0]);
            other.overflow(message(1, true));
            other.overflow(message(2, false));
            other.delete();
        });
        assertThat(port.news()).containsExactly("create 8", "enqueue 8/1", "enqueue 8/2", "delete 8");
        loop.enter(new QueueLog(store, 9, false, false, false)::delete);
        assertThat(port.news()).isEmpty();
    }

    @Test
    void aPurgeSettlesAllButWhatIsHeld() {
        loop.enter(() -> {
            log.settled(stored(2));
            log.purged(10, new long[] {1, 4, 5, 9});
        });
        assertThat(port.news()).containsExactly("settle 7/2-2", "settle 7/2-3", "settle 7/6-8", "settle 7/10-10");
        loop.enter(() -> log.purged(12, new long[] {12}));
        assertThat(port.news()).containsExactly("settle 7/1-11");
        loop.enter(() -> log.purged(12, new long[0]));
        assertThat(port.news()).containsExactly("settle 7/1-12");
    }

    @Test
    void aDeletedQueueSaysNoMore() {
        loop.enter(() -> {
            log.delivered(delivered(1, 1));
            log.settled(stored(1));
            log.delete();
        });
        loops.turnAll();
        assertThat(port.news()).containsExactly("delete 7");
    }

    @Test
    void aQueueThatIsDeletedBeforeItBeginsNeverBegins() {
        QueueLog other = new QueueLog(store, 8, true, false, false);
        loop.enter(() -> {
            other.delete();
            other.create();
        });
        assertThat(port.news()).isEmpty();
    }

    @Test
    void theStoreIsAskedHowFarItIsAndPublishersWaitWhileItIsBehind() {
        List<String> publisher = new ArrayList<>();
        PublisherCredit credit = new PublisherCredit() {
            @Override
            public VirtualLoop loop() {
                return loop;
            }

            @Override
            public void taken(int bytes) {}

            @Override
            public void returned(int bytes) {}

            @Override
            public void hold() {
                publisher.add("hold");
            }

            @Override
            public void release() {
                publisher.add("release");
            }
        };
        loop.enter(() -> {
            while (publisher.isEmpty()) {
                store.handedOver(100_000);
                store.holdBack(credit);
            }
            store.holdBack(credit);
        });
        assertThat(publisher).containsExactly("hold");
        int asked = port.receipts.size();
        assertThat(asked).isBetween(15, 17);
        loop.enter(() -> port.receipts.subList(0, 6).forEach(io.leveret.store.Receipt::stored));
        assertThat(publisher).containsExactly("hold");
        loop.enter(() -> port.receipts.subList(6, asked).forEach(answer -> answer.failed("no space")));
        assertThat(publisher).containsExactly("hold", "release");
    }

    @Test
    void aMessageThatFansOutIsWrittenOnceBeforeAnythingElse() {
        QueueLog other = new QueueLog(store, 8, true, false, true);
        QueueLog third = new QueueLog(store, 9, true, false, true);
        QueuedMessage first = message(3, true);
        loop.enter(() -> {
            store.beginFanOut();
            log.enqueue(first, receipt);
            other.enqueue(new QueuedMessage(Nowhere.home(), 5, first.message()), receipt);
            assertThat(port.news()).isEmpty();
            log.purged(2, new long[0]);
            third.enqueue(new QueuedMessage(Nowhere.home(), 1, first.message()), receipt);
            store.endFanOut();
            log.enqueue(message(4, true), null);
        });
        assertThat(port.news())
                .containsExactly(
                        "enqueue durable 7/3 8/5", "settle 7/1-2", "enqueue durable 9/1", "enqueue durable 7/4");

        port.receipts.get(0).stored();
        assertThat(heard).as("once for each queue").containsExactly("accepted", "accepted");
        port.receipts.get(1).failed("no space");
        assertThat(heard).containsExactly("accepted", "accepted", "rejected");
    }

    @Test
    void anotherMessageInTheMiddleOfAFanOutKeepsItsPlace() {
        QueueLog other = new QueueLog(store, 8, true, false, true);
        QueuedMessage first = message(3, true);
        loop.enter(() -> {
            store.beginFanOut();
            log.enqueue(first, null);
            log.enqueue(message(4, true), null);
            other.enqueue(new QueuedMessage(Nowhere.home(), 1, first.message()), null);
            store.endFanOut();
        });
        assertThat(port.news()).containsExactly("enqueue durable 7/3", "enqueue durable 7/4", "enqueue durable 8/1");
    }
}
