// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Space comes back, and nothing is lost on the way. */
class HousekeeperTest {
    private final StoreFixture fixture;
    private long next = 1;

    HousekeeperTest() throws IOException {
        fixture = new StoreFixture();
        fixture.port.create(5, true, null);
    }

    /** Messages through the queue, so many at a time; those whose sequence is not kept are settled. */
    private void flow(int count, int keepEvery) {
        for (int i = 0; i < count; i++) {
            fixture.port.enqueue(5, next, true, StoreFixture.text("m" + next), null);
            if (next % keepEvery != 0) {
                fixture.port.settle(5, next, next);
            }
            next++;
            if (i % 20 == 0) {
                fixture.turn();
            }
        }
        fixture.rest();
    }

    @Test
    void oneUnacknowledgedMessageDoesNotHoldTheJournal() throws IOException {
        fixture.enqueue(5, 1, 1);
        next = 2;
        flow(20_000, Integer.MAX_VALUE);
        assertThat(fixture.disk.usedBytes()).isLessThan(8L * StoreFixture.OPTIONS.segmentBytes());
        assertThat(fixture.readAll(5)).containsExactly("1 m1");
        fixture.crash();
        assertThat(fixture.readAll(5)).containsExactly("1 m1");
    }

    @Test
    void pagesThatAreMostlyGoneAreRewritten() throws IOException {
        flow(8_000, 1);
        long full = fixture.store.figures().pageBytes();
        List<String> expected = new ArrayList<>();
        for (long sequence = 1; sequence < next; sequence++) {
            if (sequence % 20 == 0) {
                expected.add(sequence + " m" + sequence);
            } else {
                fixture.port.settle(5, sequence, sequence);
            }
        }
        fixture.rest();
        assertThat(fixture.store.figures().pageBytes()).isLessThan(full / 4);
        assertThat(fixture.readAll(5)).isEqualTo(expected);
        fixture.crash();
        assertThat(fixture.readAll(5)).isEqualTo(expected);
    }

    @Test
    void aDrainedQueueLeavesNoPages() {
        flow(8_000, 1);
        assertThat(fixture.store.figures().pageBytes()).isPositive();
        fixture.port.settle(5, 1, next - 1);
        fixture.rest();
        assertThat(fixture.store.figures().pageBytes()).isZero();
        assertThat(fixture.disk.list("pages")).isEmpty();
        assertThat(fixture.readAll(5)).isEmpty();
    }

    @Test
    void aDeletedQueueLeavesNoPages() {
        flow(8_000, 1);
        fixture.port.delete(5, null);
        fixture.rest();
        assertThat(fixture.disk.list("pages")).isEmpty();
    }

    @Test
    void manySmallPageFilesBecomeFew() {
        for (int i = 0; i < 60; i++) {
            flow(800, 200);
        }
        assertThat(fixture.disk.list("pages")).hasSizeLessThan(24);
        assertThat(fixture.readAll(5)).hasSize(240);
    }

    @Test
    void whatOverflowsMovesToPagesToo() throws IOException {
        for (int i = 1; i <= 4_000; i++) {
            fixture.port.enqueue(5, i, i % 3 == 0, StoreFixture.text("m" + i), null);
            fixture.port.mark(5, i, i, i % 2);
            if (i % 100 == 0) {
                fixture.turn();
            }
        }
        fixture.rest();
        List<String> all = new ArrayList<>();
        List<String> durable = new ArrayList<>();
        for (int i = 1; i <= 4_000; i++) {
            String line = i + " m" + i + (i % 2 == 0 ? "" : " *1");
            all.add(line);
            if (i % 3 == 0) {
                durable.add(line);
            }
        }
        assertThat(fixture.disk.list("pages")).isNotEmpty();
        assertThat(fixture.readAll(5)).isEqualTo(all);
        fixture.crash();
        assertThat(fixture.readAll(5)).isEqualTo(durable);
        assertThat(fixture.store.recovered().queues().get(0).messages()).isEqualTo(durable.size());
    }

    @Test
    void aDiskThatFailsForAWhileLosesNothingThatWasAccepted() throws IOException {
        flow(500, 1);
        fixture.disk.fail(1, true, false);
        flow(500, 1);
        fixture.disk.fail(0, false, false);
        fixture.rest();
        assertThat(fixture.heard).endsWith("recovered");
        flow(3_000, 1);
        assertThat(fixture.readAll(5)).isEqualTo(StoreFixture.messages(1, next - 1));
        fixture.crash();
        assertThat(fixture.readAll(5)).isEqualTo(StoreFixture.messages(1, next - 1));
    }

    @Test
    void aDiskThatIsFullIsFreedByWhatIsSettled() throws IOException {
        fixture.disk.capacity(40_000);
        for (; !fixture.heard.stream().anyMatch(line -> line.startsWith("failing")); next++) {
            fixture.port.enqueue(5, next, true, StoreFixture.text("m" + next), null);
            fixture.turn();
        }
        fixture.port.settle(5, 2, next - 1);
        fixture.rest();
        assertThat(fixture.heard).last().isEqualTo("recovered");
        fixture.enqueue(5, next, next + 9);
        fixture.rest();
        List<String> left = new ArrayList<>(StoreFixture.messages(next, next + 9));
        left.add(0, "1 m1");
        assertThat(fixture.readAll(5)).isEqualTo(left);
        fixture.crash();
        assertThat(fixture.readAll(5)).isEqualTo(left);
    }

    @Test
    void aCleanEndLeavesNothingToReplay() throws IOException {
        flow(1_500, 10);
        fixture.port.mark(5, 10, 10, 3);
        fixture.rest();
        List<String> held = fixture.readAll(5);
        fixture.store.close();
        for (String name : fixture.disk.list(Journal.DIRECTORY)) {
            fixture.disk.delete(Journal.DIRECTORY + "/" + name);
        }
        fixture.disk.forceDirectory(Journal.DIRECTORY);
        fixture.crash();
        assertThat(fixture.readAll(5)).isEqualTo(held).contains("10 m10 *3");
        fixture.port.enqueue(5, next, true, StoreFixture.text("m" + next), null);
        fixture.rest();
        fixture.crash();
        assertThat(fixture.readAll(5)).hasSize(held.size() + 1).endsWith(next + " m" + next);
    }

    @Test
    void whatCouldBeRewrittenWaitsForTheJournalToBegin() throws IOException {
        for (int i = 0; i < 20; i++) {
            flow(800, 200);
            fixture.restart();
        }
        fixture.rest();
        assertThat(fixture.heard).isEmpty();
        assertThat(fixture.readAll(5)).hasSize(80);
        flow(1, 1);
        assertThat(fixture.disk.list("pages")).hasSizeLessThan(20);
        assertThat(fixture.readAll(5)).hasSize(81);
    }

    @Test
    void aCleanEndOfAShortJournalMovesNothing() throws IOException {
        flow(20, 1);
        fixture.restart();
        assertThat(fixture.disk.list("pages")).isEmpty();
        assertThat(fixture.readAll(5)).isEqualTo(StoreFixture.messages(1, 20));
    }

    @Test
    void aCleanEndOnADiskThatFailsLeavesTheJournal() throws IOException {
        flow(1_500, 10);
        List<String> held = fixture.readAll(5);
        fixture.loop.turnAll();
        fixture.disk.capacity(fixture.disk.usedBytes());
        fixture.store.close();
        fixture.disk.capacity(Long.MAX_VALUE);
        fixture.crash();
        assertThat(fixture.readAll(5)).isEqualTo(held);
    }
}
