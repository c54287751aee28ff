// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.table.Table;
import org.junit.jupiter.api.Test;

/** Messages that come back and wait before they are handed out again. */
class RetryDelayTest {
    private static final String OURS = "x-leveret-delayed-retry-";

    private final QueueTown town = new QueueTown(1, 0);

    private static RetryDelay ours(long min, long max, String backoff) {
        return RetryDelay.of(
                Table.of(OURS + "min", min).with(OURS + "max", max).with(OURS + "backoff", backoff), Table.EMPTY);
    }

    private void back(QueueRef queue, Settlement how) {
        town.settle(queue, town.fetch(queue, false).sequence(), how);
    }

    /** How many milliseconds pass before the next message can be had. */
    private int waits(QueueRef queue) {
        for (int millis = 0; millis < 10_000; millis++) {
            if (town.ready(queue) > 0) {
                return millis;
            }
            town.pass(1);
        }
        return -1;
    }

    @Test
    void theDelayGrowsUpToTheMost() {
        RetryDelay linear = ours(100, 250, "linear");
        assertThat(new long[] {linear.millis(0), linear.millis(1), linear.millis(2), linear.millis(3)})
                .containsExactly(100, 100, 200, 250);
        RetryDelay exponential = ours(100, 1_000, "exponential");
        assertThat(new long[] {exponential.millis(1), exponential.millis(2), exponential.millis(3)})
                .containsExactly(100, 200, 400);
        assertThat(exponential.millis(5)).isEqualTo(1_000);
        assertThat(exponential.millis(30_000)).isEqualTo(1_000);
        assertThat(ours(1, Long.MAX_VALUE, "linear").millis(30_000)).isEqualTo(30_000);
    }

    @Test
    void rabbitMQsArgumentsAndPoliciesMeanTheSame() {
        Table arguments = Table.of("x-delayed-retry-type", "failed").with("x-delayed-retry-min", 20);
        assertThat(RetryDelay.of(arguments, Table.EMPTY)).hasToString("failed (min: 20ms, max: 20ms)");
        Table policy = Table.of("delayed-retry-type", "all")
                .with("delayed-retry-min", 10L)
                .with("delayed-retry-max", 99L);
        assertThat(RetryDelay.of(arguments, policy)).hasToString("all (min: 10ms, max: 99ms)");
        assertThat(RetryDelay.of(arguments, Table.of("delayed-retry-type", "disabled")))
                .isNull();
        assertThat(RetryDelay.of(Table.of("x-delayed-retry-type", "all"), Table.EMPTY))
                .isNull();
    }

    @Test
    void aClassicQueueLetsWaitWhatComesBack() {
        QueueRef queue = town.queue(
                "q", Table.of(OURS + "min", 100).with(OURS + "max", 300).with(OURS + "backoff", "exponential"));
        town.publish(queue, "poison");
        town.publish(queue, "harmless");
        back(queue, Settlement.REQUEUED);
        assertThat(QueueTown.body(town.get(queue))).isEqualTo("harmless");
        assertThat(waits(queue)).isEqualTo(100);
        back(queue, Settlement.FAILED);
        assertThat(waits(queue)).isEqualTo(200);
        back(queue, Settlement.REQUEUED);
        assertThat(waits(queue)).isEqualTo(300);
        assertThat(town.fetch(queue, true).redelivered()).isTrue();
    }

    @Test
    void itComesBackToItsPlace() {
        QueueRef queue = town.queue("q", Table.of(OURS + "min", 10));
        for (String body : new String[] {"a", "b", "c", "d"}) {
            town.publish(queue, body);
        }
        back(queue, Settlement.FAILED);
        back(queue, Settlement.FAILED);
        town.pass(10);
        assertThat(town.drain(queue)).containsExactly("a", "b", "c", "d");
    }

    @Test
    void aQuorumQueueTellsFailedFromReturned() {
        QueueRef queue = town.queue(
                "q",
                Table.of("x-queue-type", "quorum")
                        .with("x-delayed-retry-type", "failed")
                        .with("x-delayed-retry-min", 100)
                        .with("x-delayed-retry-max", 1_000));
        town.publish(queue, "a");
        back(queue, Settlement.REQUEUED);
        assertThat(waits(queue)).isZero();
        back(queue, Settlement.FAILED);
        assertThat(waits(queue)).isEqualTo(100);
        back(queue, Settlement.FAILED);
        assertThat(waits(queue)).isEqualTo(200);
    }

    @Test
    void whoWaitsCountsAndIsPurgedAndDeletedWithTheRest() {
        QueueRef queue = town.queue(
                "q", Table.of(OURS + "min", 100).with("x-max-length", 2).with("x-overflow", "reject-publish"));
        town.publish(queue, "a");
        town.publish(queue, "b");
        back(queue, Settlement.FAILED);
        assertThat(town.publish(queue, "c")).containsExactly("rejected");
        assertThat(town.<Long>ask(queue, reply -> queue.purge(queue.loop(), reply))
                        .value())
                .isEqualTo(2);
        town.pass(200);
        assertThat(town.counts(queue).ready()).isZero();
        town.publish(queue, "d");
        back(queue, Settlement.FAILED);
        assertThat(town.<Long>ask(queue, reply -> queue.delete(false, true, queue.loop(), reply))
                        .failure())
                .contains("not empty");
    }
}
