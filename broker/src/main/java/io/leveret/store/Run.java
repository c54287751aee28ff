// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.util.Arrays;

/** Messages of one queue in one journal segment, each with the place of its record. */
final class Run extends Block {
    private static final int MESSAGES_MAX = 4_096;
    /** A wider gap between two messages begins a new run: each sequence in a gap costs 8 bytes. */
    private static final int GAP_MAX = 64;

    /** Offsets in the segment, in units of 8 bytes. */
    private int[] places = new int[4];
    /** Payload lengths, bytes. */
    private int[] lengths = new int[4];

    Run(QueueIndex queue, Segment segment, long first) {
        super(queue, segment, first);
    }

    boolean takes(Segment segment, long sequence) {
        return container == segment && (live == 0 || (sequence - last() <= GAP_MAX && sequence - first < MESSAGES_MAX));
    }

    void append(long sequence, long position, int length, boolean durable) {
        if (live == 0) {
            first = sequence;
            span = 0;
            gone = null;
            fleeting = null;
            marks = null;
            notes = null;
        }
        int index = (int) (sequence - first);
        if (index >= places.length) {
            int capacity = Math.min(MESSAGES_MAX, Math.max(index + 1, 2 * places.length));
            places = Arrays.copyOf(places, capacity);
            lengths = Arrays.copyOf(lengths, capacity);
        }
        int gap = span;
        span = index + 1;
        if (gap < index) {
            Bits.set(goneForSpan(), gap, index);
        }
        if (!durable) {
            fleeting = grown(fleeting, span);
            Bits.set(fleeting, index);
        }
        places[index] = (int) (position >>> 3);
        lengths[index] = length;
        live++;
    }

    /** Where the record of this message begins in the segment, bytes. */
    long position(int index) {
        return (places[index] & 0xFFFF_FFFFL) << 3;
    }

    int length(int index) {
        return lengths[index];
    }
}
