// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import static io.leveret.broker.queue.QueueTown.expiring;
import static io.leveret.broker.queue.QueueTown.priority;
import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.message.Properties;
import io.leveret.broker.policy.EffectivePolicy;
import io.leveret.broker.policy.Policies;
import io.leveret.broker.policy.PolicyKind;
import io.leveret.broker.policy.PolicyRequest;
import io.leveret.loop.VirtualLoop;
import io.leveret.table.Table;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long and how much queues keep, in virtual time. */
class RetentionTest {
    private static final long MEMORY = 10_000_000;

    private final QueueTown town = new QueueTown(1, MEMORY);

    private static EffectivePolicy policy(Table definition) {
        Policies policies = new Policies();
        policies.set(PolicyKind.POLICY, new PolicyRequest("p", "", null, 0, definition).check(PolicyKind.POLICY));
        return policies.forQueue("q", "classic");
    }

    private void apply(QueueRef queue, Table definition) {
        ((VirtualLoop) queue.loop())
                .enter(() -> queue.apply(definition.isEmpty() ? EffectivePolicy.NONE : policy(definition)));
    }

    private void publish(QueueRef queue, int messages) {
        for (int i = 0; i < messages; i++) {
            town.publish(queue, "m" + i);
        }
    }

    private List<String> told(QueueRef queue, String body, Properties properties) {
        List<String> told = town.publish(queue, body, properties);
        town.turnAll();
        return told;
    }

    @Test
    void aMessageGoesWhenTheQueuesTimeIsOver() {
        QueueRef queue = town.queue("q", Table.of("x-message-ttl", 100));
        town.publish(queue, "a");
        town.pass(50);
        town.publish(queue, "b");
        town.pass(49);
        assertThat(town.ready(queue)).isEqualTo(2);
        town.pass(1);
        assertThat(town.ready(queue)).isEqualTo(1);
        town.pass(50);
        assertThat(town.ready(queue)).isZero();
    }

    @Test
    void theShorterOfItsOwnTimeAndTheQueuesCounts() {
        QueueRef queue = town.queue("q", Table.of("x-message-ttl", 100));
        town.publish(queue, "own", expiring(50));
        town.publish(queue, "queue's", expiring(500));
        town.pass(50);
        assertThat(town.ready(queue)).isEqualTo(1);
        town.pass(50);
        assertThat(town.ready(queue)).isZero();
    }

    @Test
    void messagesGoInTimeWhereverTheyAre() {
        QueueRef queue = town.queue("q", Table.EMPTY);
        town.publish(queue, "stays");
        town.publish(queue, "short", expiring(10));
        town.publish(queue, "long", expiring(1_000));
        town.publish(queue, "stays too");
        town.publish(queue, "middle", expiring(100));
        town.pass(10);
        assertThat(town.ready(queue)).isEqualTo(4);
        town.pass(90);
        assertThat(town.ready(queue)).isEqualTo(3);
        assertThat(town.drain(queue)).containsExactly("stays", "long", "stays too");
    }

    @Test
    void whatLeavesGapsLeavesNoMemory() {
        QueueRef queue = town.queue("q", Table.EMPTY);
        town.publish(queue, "stays");
        for (int i = 0; i < 500; i++) {
            town.publish(queue, "short" + i, expiring(10));
            town.pass(1);
        }
        town.pass(10);
        assertThat(town.ready(queue)).isEqualTo(1);
        QueueView[] view = new QueueView[1];
        town.loop(0).enter(() -> view[0] = queue.view());
        assertThat(view[0].residentMessages()).isEqualTo(1);
        assertThat(town.drain(queue)).containsExactly("stays");
    }

    @Test
    void noTimeAtAllIsEnoughForAConsumerWhoIsReady() {
        QueueRef queue = town.queue("q", Table.EMPTY);
        assertThat(told(queue, "gone", expiring(0))).containsExactly("accepted");
        assertThat(town.ready(queue)).isZero();
        RecordedSubscriber session = new RecordedSubscriber(town.loop(0));
        town.<Integer>ask(queue, reply -> queue.consume(session.spec("c", 0, 0), reply));
        town.publish(queue, "here", expiring(0));
        assertThat(session.delivered).hasSize(1);
    }

    @Test
    void aRequeuedMessageKeepsItsDeadline() {
        QueueRef queue = town.queue("q", Table.EMPTY);
        town.publish(queue, "a", expiring(100));
        Fetched fetched = town.fetch(queue, false);
        town.pass(60);
        town.settle(queue, fetched.sequence(), Settlement.REQUEUED);
        town.pass(39);
        assertThat(town.ready(queue)).isEqualTo(1);
        town.pass(1);
        assertThat(town.ready(queue)).isZero();
    }

    @Test
    void whatIsHeldDoesNotExpire() {
        QueueRef queue = town.queue("q", Table.of("x-message-ttl", 10));
        town.publish(queue, "a");
        Fetched fetched = town.fetch(queue, false);
        town.pass(50);
        assertThat(town.counts(queue).unacknowledged()).isEqualTo(1);
        town.settle(queue, fetched.sequence(), Settlement.REQUEUED);
        town.pass(1);
        assertThat(town.ready(queue)).isZero();
    }

    @Test
    void aBacklogOnDiskExpiresToo() {
        QueueTown small = new QueueTown(1, 0);
        QueueRef queue = small.queue("q", Table.of("x-message-ttl", 1_000));
        String large = "x".repeat(40_000);
        for (int i = 0; i < 40; i++) {
            small.publish(queue, large);
        }
        small.pass(999);
        assertThat(small.ready(queue)).isEqualTo(40);
        small.pass(1);
        assertThat(small.ready(queue)).isZero();
    }

    @Test
    void prioritiesExpireEachOnItsOwn() {
        QueueRef queue = town.queue("q", Table.of("x-max-priority", 5));
        town.publish(queue, "low", priority(0).withExpiration("10"));
        town.publish(queue, "high", priority(5));
        town.publish(queue, "middle", priority(3).withExpiration("20"));
        town.pass(10);
        assertThat(town.ready(queue)).isEqualTo(2);
        town.pass(10);
        assertThat(town.drain(queue)).containsExactly("high");
    }

    @Test
    void theOldestGoesWhereThereAreTooMany() {
        QueueRef queue = town.queue("q", Table.of("x-max-length", 3));
        publish(queue, 5);
        assertThat(town.drain(queue)).containsExactly("m2", "m3", "m4");
    }

    @Test
    void bytesAreCountedToo() {
        QueueRef queue = town.queue("q", Table.of("x-max-length-bytes", 10));
        town.publish(queue, "12345");
        town.publish(queue, "67890");
        town.publish(queue, "x");
        assertThat(town.drain(queue)).containsExactly("67890", "x");
        town.publish(queue, "longer than all");
        assertThat(town.ready(queue)).isZero();
    }

    @Test
    void aFullQueueRefusesIfItIsTold() {
        QueueRef queue = town.queue("q", Table.of("x-max-length", 1).with("x-overflow", "reject-publish"));
        assertThat(told(queue, "a", Properties.EMPTY)).containsExactly("accepted");
        assertThat(told(queue, "b", Properties.EMPTY)).containsExactly("rejected");
        Fetched fetched = town.fetch(queue, false); // what is held does not count
        assertThat(told(queue, "c", Properties.EMPTY)).containsExactly("accepted");
        town.settle(queue, fetched.sequence(), Settlement.REQUEUED);
        assertThat(town.drain(queue)).containsExactly("a", "c");
    }

    @Test
    void aPolicyTrimsInSlices() {
        QueueRef queue = town.queue("q", Table.EMPTY);
        publish(queue, 2_000);
        apply(queue, Table.of("max-length", 10L));
        assertThat(town.ready(queue)).isEqualTo(2_000 - 256);
        town.turnAll();
        assertThat(town.drain(queue))
                .isEqualTo(IntStream.range(1_990, 2_000).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void aTimeToLiveSetLaterCountsFromThenOn() {
        QueueRef queue = town.queue("q", Table.EMPTY);
        town.publish(queue, "old");
        town.publish(queue, "sooner", expiring(150));
        town.pass(100);
        apply(queue, Table.of("message-ttl", 100L));
        town.publish(queue, "new");
        town.pass(50);
        assertThat(town.ready(queue)).isEqualTo(2);
        town.pass(49);
        assertThat(town.ready(queue)).isEqualTo(2);
        town.pass(1);
        assertThat(town.ready(queue)).isZero();
    }

    @Test
    void aTimeToLiveThatIsClearedInTimeSpares() {
        QueueRef queue = town.queue("q", Table.EMPTY);
        town.publish(queue, "old");
        apply(queue, Table.of("message-ttl", 100L));
        town.pass(99);
        apply(queue, Table.EMPTY);
        town.pass(100);
        assertThat(town.drain(queue)).containsExactly("old");
    }

    @Test
    void theLowerOfArgumentAndPolicyCounts() {
        QueueRef queue = town.queue("q", Table.of("x-max-length", 5));
        apply(queue, Table.of("max-length", 2L));
        publish(queue, 8);
        assertThat(town.drain(queue)).containsExactly("m6", "m7");
        apply(queue, Table.of("max-length", 7L));
        publish(queue, 8);
        assertThat(town.drain(queue)).hasSize(5);
    }

    @Test
    void aQueueThatNobodyUsesEnds() {
        QueueRef queue = town.queue("q", Table.of("x-expires", 100));
        town.pass(60);
        town.counts(queue); // declared again
        town.pass(60);
        town.get(queue);
        town.pass(60);
        RecordedSubscriber session = new RecordedSubscriber(town.loop(0));
        town.<Integer>ask(queue, reply -> queue.consume(session.spec("c", 0, 0), reply));
        town.pass(300);
        assertThat(town.unused).isEmpty();
        town.loop(0).enter(() -> queue.cancel(new ConsumerKey(QueueTown.CHANNEL, "c"), town.loop(0), () -> {}));
        town.pass(99);
        assertThat(town.unused).isEmpty();
        town.pass(2);
        assertThat(town.unused).containsExactly("q");
    }

    @Test
    void prioritiesAreServedInOrderAndFifoWithin() {
        QueueRef queue = town.queue("q", Table.of("x-max-priority", 3));
        for (int priority : List.of(0, 2, 9, 1, 3, 2)) {
            town.publish(queue, "p" + priority, priority(priority));
        }
        town.publish(queue, "none", Properties.EMPTY);
        Fetched first = town.fetch(queue, false);
        town.settle(queue, first.sequence(), Settlement.REQUEUED);
        assertThat(town.drain(queue)).containsExactly("p9", "p3", "p2", "p2", "p1", "p0", "none");
    }

    @Test
    void prioritiesHoldForABacklogOnDisk() {
        QueueTown small = new QueueTown(1, 0);
        QueueRef queue = small.queue("q", Table.of("x-max-priority", 2));
        String large = "x".repeat(40_000);
        for (int i = 0; i < 30; i++) {
            small.publish(queue, i % 3 + large, priority(i % 3));
        }
        assertThat(small.counts(queue).ready()).isEqualTo(30);
        List<String> bodies =
                small.drain(queue).stream().map(body -> body.substring(0, 1)).toList();
        assertThat(bodies).hasSize(30).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(this.<Long>purged(small, queue)).isZero();
    }

    private static Long purged(QueueTown town, QueueRef queue) {
        return town.<Long>ask(queue, reply -> queue.purge(queue.loop(), reply)).value();
    }
}
