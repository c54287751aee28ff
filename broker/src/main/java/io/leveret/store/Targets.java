// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.util.Arrays;

/** Where one message goes: pairs of queue id and sequence. To be cleared and filled again; no owner thread. */
public final class Targets {
    /** The most queues one record can name. */
    public static final int MAX = 65_535;

    private long[] pairs = new long[8];
    private int size;

    public void clear() {
        size = 0;
    }

    public void add(long queue, long sequence) {
        if (size == MAX) {
            throw new IllegalArgumentException("a message has more than " + MAX + " targets in one record");
        }
        if (2 * size == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * pairs.length);
        }
        pairs[2 * size] = queue;
        pairs[2 * size + 1] = sequence;
        size++;
    }

    public int size() {
        return size;
    }

    public long queue(int index) {
        return pairs[2 * index];
    }

    public long sequence(int index) {
        return pairs[2 * index + 1];
    }
}
