// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForceTimesTest {
    @Test
    void cellsEndAtPowersOfTwo() {
        ForceTimes times = new ForceTimes();
        times.add(3_000);
        times.add(16_000);
        times.add(17_000);
        times.add(1_000_000);
        times.add(100_000_000_000L);
        ForceTimes.Snapshot snapshot = times.snapshot();

        assertThat(snapshot.count()).isEqualTo(5);
        assertThat(snapshot.nanos()).isEqualTo(100_001_036_000L);
        assertThat(snapshot.upperMicros(0)).isEqualTo(16);
        assertThat(snapshot.count(0)).isEqualTo(2);
        assertThat(snapshot.count(1)).isEqualTo(1);
        assertThat(snapshot.upperMicros(6)).isEqualTo(1_024);
        assertThat(snapshot.count(6)).isEqualTo(1);
        assertThat(snapshot.count(snapshot.cells() - 1)).isEqualTo(1);
        assertThat(snapshot.upperMicros(snapshot.cells() - 1)).isEqualTo(Long.MAX_VALUE);
    }
}
