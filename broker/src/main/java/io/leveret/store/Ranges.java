// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.util.Arrays;

/** Ranges of sequences of queues, each with a mark; neighbours grow together as they are added. Owned by a batch. */
final class Ranges {
    private static final int KEPT_MAX = 4_096;
    private static final long[] NONE = {};

    private long[] triples = NONE;
    private byte[] marks = {};
    private int size;

    void add(long queue, long from, long to, byte mark) {
        if (from > to) {
            return;
        }
        int last = 3 * (size - 1);
        if (size > 0 && triples[last] == queue && triples[last + 2] + 1 == from && marks[size - 1] == mark) {
            triples[last + 2] = to;
            return;
        }
        if (size == marks.length) {
            int capacity = Math.max(4, 2 * size);
            triples = Arrays.copyOf(triples, 3 * capacity);
            marks = Arrays.copyOf(marks, capacity);
        }
        triples[3 * size] = queue;
        triples[3 * size + 1] = from;
        triples[3 * size + 2] = to;
        marks[size++] = mark;
    }

    int size() {
        return size;
    }

    long queue(int index) {
        return triples[3 * index];
    }

    long from(int index) {
        return triples[3 * index + 1];
    }

    long to(int index) {
        return triples[3 * index + 2];
    }

    byte mark(int index) {
        return marks[index];
    }

    void clear() {
        size = 0;
        if (marks.length > KEPT_MAX) {
            triples = NONE;
            marks = new byte[0];
        }
    }
}
