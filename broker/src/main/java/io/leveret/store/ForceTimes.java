// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/** How long forces took, as a histogram of powers of two. Written by the store writer, read from any thread. */
public final class ForceTimes {
    /** Upper bounds of all cells but the last, which has none: 16 µs, 32 µs, … 16 s. */
    private static final int BOUNDS = 21;

    private final AtomicLongArray cells = new AtomicLongArray(BOUNDS + 2);

    void add(long nanos) {
        long micros = Math.max(0, nanos) / 1_000;
        int cell = Math.min(BOUNDS, Math.max(0, 64 - Long.numberOfLeadingZeros(Math.max(0, micros - 1)) - 4));
        cells.lazySet(cell, cells.get(cell) + 1);
        cells.lazySet(BOUNDS + 1, cells.get(BOUNDS + 1) + Math.max(0, nanos));
    }

    Snapshot snapshot() {
        long[] counts = new long[BOUNDS + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = cells.get(i);
        }
        return new Snapshot(counts, cells.get(BOUNDS + 1));
    }

    /** The histogram at one moment. */
    public static final class Snapshot {
        private final long[] counts;
        private final long nanos;

        private Snapshot(long[] counts, long nanos) {
            this.counts = counts;
            this.nanos = nanos;
        }

        /** All forces together. */
        public long nanos() {
            return nanos;
        }

        public long count() {
            return Arrays.stream(counts).sum();
        }

        public int cells() {
            return counts.length;
        }

        /** Forces in this cell. */
        public long count(int cell) {
            return counts[cell];
        }

        /** Upper bound of a cell, µs, included; the last one is open. */
        public long upperMicros(int cell) {
            return cell == BOUNDS ? Long.MAX_VALUE : 16L << cell;
        }
    }
}
