// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.loop.VirtualLoop;
import io.leveret.loop.VirtualLoops;
import io.leveret.store.MemoryStore;
import io.leveret.table.Table;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A queue on the store in memory, with no memory of its own beyond what every queue may have. */
class QueueTest {
    private static final int LARGE = 40_000; // the second one no longer stays in memory
    private static final ChannelKey CHANNEL = RecordedSubscriber.CHANNEL;

    private final VirtualLoops loops = new VirtualLoops(1, new Random(1));
    private final VirtualLoop loop = loops.loops().get(0);
    private final LoopStore store = new LoopStore(loop, new MemoryStore().port(loop), 0);
    private final QueueRef queue = new QueueRef(
            1, new QueueDefinition("/", "jobs", true, false, 0, Table.EMPTY), store, (unused, then) -> then.run());
    private final RecordedSubscriber session = new RecordedSubscriber(loop);
    private long published;

    QueueTest() {
        loop.enter(queue::create);
    }

    private void publish(int bodyBytes) {
        Published message = new Published(++published, 1, true, bodyBytes);
        loop.enter(() -> queue.publish(message.message(message.content()), null, new NoCredit(loop)));
    }

    private RecordedReply<Fetched> get() {
        return ask(reply -> queue.get(CHANNEL, false, loop, reply));
    }

    private <T> RecordedReply<T> ask(Consumer<RecordedReply<T>> question) {
        RecordedReply<T> reply = new RecordedReply<>();
        loop.enter(() -> question.accept(reply));
        return reply;
    }

    private QueueCounts counts() {
        return this.<QueueCounts>ask(reply -> queue.counts(loop, reply)).value();
    }

    /** A basic.get of a message that was requeued and has yet to be read. */
    private RecordedReply<Fetched> getThatWaits() {
        publish(100);
        long sequence = get().value().sequence();
        loop.enter(() -> queue.settle(sequence, Settlement.REQUEUED));
        RecordedReply<Fetched> waits = get();
        assertThat(waits.answered()).isFalse();
        return waits;
    }

    @Test
    void aGetWaitsForItsMessageToBeRead() {
        RecordedReply<Fetched> waits = getThatWaits();
        loops.turnAll();
        assertThat(waits.value().redelivered()).isTrue();
        assertThat(counts().unacknowledged()).isEqualTo(1);
    }

    @Test
    void aGetThatWaitsEndsWithItsChannel() {
        RecordedReply<Fetched> waits = getThatWaits();
        loop.enter(() -> queue.channelClosed(CHANNEL, loop, () -> {}));
        loops.turnAll();
        assertThat(waits.value()).isEqualTo(Fetched.EMPTY);
        assertThat(counts().ready()).isEqualTo(1);
        assertThat(counts().unacknowledged()).isZero();
    }

    @Test
    void aGetThatWaitsIsAnsweredWhenTheQueueIsPurged() {
        RecordedReply<Fetched> waits = getThatWaits();
        assertThat(this.<Long>ask(reply -> queue.purge(loop, reply)).value()).isEqualTo(1);
        loops.turnAll();
        assertThat(waits.value()).isEqualTo(Fetched.EMPTY);
    }

    @Test
    void aGetThatWaitsFailsWhenTheQueueIsDeleted() {
        RecordedReply<Fetched> waits = getThatWaits();
        assertThat(this.<Long>ask(reply -> queue.delete(false, false, loop, reply))
                        .value())
                .isEqualTo(1);
        loops.turnAll();
        assertThat(waits.failure()).startsWith("NOT_FOUND");
    }

    @Test
    void aDeletedQueueIsNotPurged() {
        this.<Long>ask(reply -> queue.delete(false, false, loop, reply));
        assertThat(this.<Long>ask(reply -> queue.purge(loop, reply)).failure())
                .isEqualTo("NOT_FOUND - no queue 'jobs' in vhost '/'");
    }

    @Test
    void bytesAreThoseOfTheBodiesWhereverTheyAre() {
        for (int i = 0; i < 10; i++) {
            publish(LARGE);
            publish(10);
        }
        assertThat(counts().readyBodyBytes()).isEqualTo(10L * (LARGE + 10));
        for (int i = 0; i < 20; i++) {
            get();
            loops.turnAll();
            assertThat(counts().readyBodyBytes() + counts().unacknowledgedBodyBytes())
                    .isEqualTo(10L * (LARGE + 10));
        }
        assertThat(counts().readyBodyBytes()).isZero();
    }

    @Test
    void whoSaysNoGetsNothingUntilHeResumes() {
        session.full(true);
        this.<Integer>ask(reply -> queue.consume(session.spec("c", 0, 0), reply));
        publish(10);
        publish(10);
        assertThat(session.delivered).isEmpty();
        loop.enter(() -> session.full(false));
        assertThat(session.delivered).containsExactly(1L, 2L);
    }

    @Test
    void aQueueGivesItsLoopUpNowAndThen() {
        for (int i = 0; i < 600; i++) {
            publish(10);
        }
        this.<Integer>ask(reply -> queue.consume(session.spec("c", 0, 0), reply));
        assertThat(session.delivered).hasSize(256);
        loops.turnAll();
        assertThat(session.delivered).hasSize(600).isSorted();
    }
}
