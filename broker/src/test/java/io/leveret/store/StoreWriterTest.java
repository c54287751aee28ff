// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** When what is written is forced, and what happens when the disk does not do it. */
class StoreWriterTest {
    private final StoreFixture fixture;

    StoreWriterTest() throws IOException {
        fixture = new StoreFixture();
        fixture.port.create(5, true, fixture.receipt("create"));
        fixture.turn();
        fixture.heard.clear();
    }

    private long forces() {
        return fixture.store.figures().forces().count();
    }

    @Test
    void allThatWaitsSharesOneForce() {
        long before = forces();
        for (int i = 1; i <= 100; i++) {
            fixture.port.enqueue(5, i, true, StoreFixture.text("x"), fixture.receipt("m" + i));
        }
        fixture.loop.turnAll();
        assertThat(fixture.heard).isEmpty();
        fixture.turn();
        assertThat(fixture.heard).hasSize(100).startsWith("m1 stored").endsWith("m100 stored");
        assertThat(forces() - before).isEqualTo(1);
    }

    @Test
    void whatNeedNotSurviveIsNeverForced() {
        long before = forces();
        fixture.port.enqueue(5, 1, false, StoreFixture.text("x"), null);
        fixture.rest();
        assertThat(fixture.readAll(5)).containsExactly("1 x");
        assertThat(forces()).isEqualTo(before);
    }

    @Test
    void aSettleIsForcedSoonThoughNobodyWaits() {
        fixture.enqueue(5, 1, 1);
        fixture.turn();
        long before = forces();
        fixture.port.settle(5, 1, 1);
        fixture.turn();
        assertThat(forces()).isEqualTo(before);
        fixture.rest();
        assertThat(forces()).isEqualTo(before + 1);
    }

    @Test
    void syncAnswersBehindAllBefore() throws IOException {
        fixture.enqueue(5, 1, 3);
        fixture.port.settle(5, 2, 2);
        fixture.port.sync(fixture.receipt("sync"));
        fixture.turn();
        assertThat(fixture.heard).containsExactly("sync stored");
        fixture.crash();
        assertThat(fixture.readAll(5)).containsExactly("1 m1", "3 m3");
    }

    @Test
    void aForceThatFailsIsToldAndNothingOfItIsThereLater() throws IOException {
        fixture.disk.fail(1, false, true);
        fixture.port.enqueue(5, 1, true, StoreFixture.text("refused"), fixture.receipt("m1"));
        fixture.turn();
        assertThat(fixture.takeHeard())
                .hasSize(2)
                .contains("m1 failed")
                .anyMatch(
                        line -> line.startsWith("failing: java.io.IOException: simulated: Input/output error (force"));
        assertThat(fixture.store.figures().failing()).contains("Input/output error");

        fixture.port.enqueue(5, 2, true, StoreFixture.text("refused too"), fixture.receipt("m2"));
        fixture.rest();
        assertThat(fixture.takeHeard()).containsExactly("m2 failed");

        fixture.disk.fail(0, false, false);
        fixture.rest();
        assertThat(fixture.takeHeard()).containsExactly("recovered");
        fixture.port.enqueue(5, 3, true, StoreFixture.text("m3"), fixture.receipt("m3"));
        fixture.turn();
        assertThat(fixture.takeHeard()).containsExactly("m3 stored");
        assertThat(fixture.readAll(5)).containsExactly("3 m3");
        fixture.crash();
        assertThat(fixture.readAll(5)).containsExactly("3 m3");
    }

    @Test
    void whatNobodyWaitsForIsKeptUntilTheDiskWorks() throws IOException {
        fixture.enqueue(5, 1, 3);
        fixture.rest();
        fixture.disk.capacity(0);
        fixture.disk.fail(1, true, true);
        fixture.port.settle(5, 1, 1);
        fixture.enqueue(5, 4, 5);
        fixture.rest();
        assertThat(fixture.takeHeard()).hasSize(1);
        fixture.port.settle(5, 4, 4);
        fixture.rest();

        fixture.disk.capacity(Long.MAX_VALUE);
        fixture.disk.fail(0, false, false);
        fixture.rest();
        assertThat(fixture.takeHeard()).containsExactly("recovered");
        fixture.crash();
        assertThat(fixture.readAll(5)).containsExactly("2 m2", "3 m3", "5 m5");
    }

    @Test
    void aDiskThatFillsUpFailsPublishesAndGoesOnWhenThereIsRoom() {
        fixture.disk.capacity(fixture.disk.usedBytes() + 20_000);
        for (int i = 1; i <= 2_000; i++) {
            fixture.port.enqueue(5, i, true, StoreFixture.text("x".repeat(100)), fixture.receipt("m"));
            fixture.turn();
        }
        assertThat(fixture.takeHeard())
                .contains("m failed", "m stored")
                .anyMatch(line -> line.contains("No space left on device"));
        fixture.disk.capacity(Long.MAX_VALUE);
        fixture.rest();
        fixture.port.enqueue(5, 3_000, true, StoreFixture.text("x"), fixture.receipt("m"));
        fixture.turn();
        assertThat(fixture.heard).endsWith("recovered", "m stored");
    }
}
