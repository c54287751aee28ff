// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.figures;

import java.util.ArrayList;
import java.util.List;

/** How large the messages were that publishers sent. Immutable. */
public final class SizeFigures {
    private static final int[] UPPER = {
        100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 50_000_000, 100_000_000, Integer.MAX_VALUE
    };
    static final int CLASSES = UPPER.length;
    static final SizeFigures NONE = new SizeFigures(new long[CLASSES], 0);

    private final long[] counts;
    private final long bytes;

    /** Takes the array over. */
    SizeFigures(long[] counts, long bytes) {
        this.counts = counts;
        this.bytes = bytes;
    }

    /** The largest body of a class, bytes. */
    static int upper(int size) {
        return UPPER[size];
    }

    /** The largest body of each class, bytes; infinity for the last. */
    public static List<Double> uppers() {
        List<Double> uppers = new ArrayList<>();
        for (int upper : UPPER) {
            uppers.add(upper == Integer.MAX_VALUE ? Double.POSITIVE_INFINITY : (double) upper);
        }
        return uppers;
    }

    /** How many there were of each class, those of smaller ones not among them. */
    public List<Long> counts() {
        List<Long> list = new ArrayList<>();
        for (long count : counts) {
            list.add(count);
        }
        return list;
    }

    /** All bodies together. */
    public long bytes() {
        return bytes;
    }

    SizeFigures plus(SizeFigures other) {
        long[] sums = counts.clone();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += other.counts[i];
        }
        return new SizeFigures(sums, bytes + other.bytes);
    }
}
