// SPDX-License-Identifier: Apache-2.0
package io.leveret.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** A failing run names its seed; replay it with {@code -Dseed=N}. */
class TableProperty {
    private static final int ROUNDS = 5_000;

    private final long seed = Long.getLong("seed", System.nanoTime());

    @Test
    void anyTableComesBackEqualAndByteForByte() {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Table table = RandomTables.table(random);
            byte[] bytes = table.encode();
            Table back = Table.decode(bytes);
            assertThat(back).as("seed %d, round %d", seed, round).isEqualTo(table);
            assertThat(back.encode()).as("seed %d, round %d", seed, round).isEqualTo(bytes);
        }
    }

    @Test
    void anyBytesAreATableOrMalformed() {
        Random random = new Random(seed);
        int tables = 0;
        for (int round = 0; round < 5 * ROUNDS; round++) {
            byte[] bytes = RandomTables.damaged(random);
            try {
                Table table = Table.decode(bytes);
                tables++;
                assertThat(Table.decode(table.encode())).isEqualTo(table);
            } catch (MalformedTableException expected) {
                assertThat(expected).hasMessageMatching(".+");
            } catch (Throwable other) {
                throw new AssertionError("seed " + seed + ", round " + round, other);
            }
        }
        assertThat(tables).as("seed %d: tables among the bytes", seed).isPositive();
    }
}
