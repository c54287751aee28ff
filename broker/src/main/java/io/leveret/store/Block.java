// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import com.carrotsearch.hppc.LongLongHashMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some neighbouring messages of one queue that lie in one file, and which of them are gone. Everything is kept by place
 * in the span of sequences, so that a page costs tens of bytes and a page with gaps a bit more for each. Guarded by the
 * {@link Catalogue}.
 */
abstract sealed class Block permits Run, Page {
    /** The most sequences a block may span. */
    static final int SPAN_MAX = 65_536;

    final QueueIndex queue;
    final Container container;
    /** Place in the container's list, or -1 when it is in none. */
    int slot = -1;

    /** Sequence of the first message. */
    long first;
    /** From the first to the last sequence, both included. */
    int span;
    /** Messages that are not gone. */
    int live;

    /** Settled, or never there; null when none is. */
    long @Nullable [] gone;
    /** Messages that do not survive a restart; null when none is here. */
    long @Nullable [] fleeting;
    /** Null when all are 0. */
    byte @Nullable [] marks;

    /** By sequence; those that are 0 are not there. Null when all are. */
    @Nullable
    LongLongHashMap notes;

    Block(QueueIndex queue, Container container, long first) {
        this.queue = queue;
        this.container = container;
        this.first = first;
    }

    long last() {
        return first + span - 1;
    }

    boolean isGone(int index) {
        return gone != null && Bits.has(gone, index);
    }

    boolean isFleeting(int index) {
        return fleeting != null && Bits.has(fleeting, index);
    }

    byte mark(int index) {
        return marks == null || index >= marks.length ? 0 : marks[index];
    }

    /** Index of the first place at or above this sequence. */
    int indexFrom(long sequence) {
        return (int) Math.max(0, Math.min(span, sequence - first));
    }

    /** Settles what is in this range, both ends included; returns how many messages that were. */
    int settle(long from, long to) {
        int start = indexFrom(from);
        int end = to >= last() ? span : indexFrom(to + 1);
        if (start >= end || live == 0) {
            return 0;
        }
        if (notes != null) {
            notes.removeAll((long sequence) -> sequence >= from && sequence <= to);
        }
        int fresh;
        if (start == 0 && end == span) {
            fresh = live;
        } else {
            fresh = Bits.set(goneForSpan(), start, end);
        }
        live -= fresh;
        return fresh;
    }

    void mark(long from, long to, byte mark) {
        int start = indexFrom(from);
        int end = to >= last() ? span : indexFrom(to + 1);
        if (start >= end || (marks == null && mark == 0)) {
            return;
        }
        if (marks == null || marks.length < span) {
            marks = marks == null ? new byte[span] : Arrays.copyOf(marks, span);
        }
        Arrays.fill(marks, start, end, mark);
    }

    long note(long sequence) {
        return notes == null ? 0 : notes.get(sequence);
    }

    /** Ignored where the message is not here, or gone. */
    void note(long sequence, long note) {
        if (live == 0 || sequence < first || sequence > last() || isGone((int) (sequence - first))) {
            return;
        }
        if (note == 0) {
            if (notes != null) {
                notes.remove(sequence);
            }
            return;
        }
        if (notes == null) {
            notes = new LongLongHashMap(4);
        }
        notes.put(sequence, note);
    }

    long[] goneForSpan() {
        gone = grown(gone, span);
        return gone;
    }

    static long[] grown(long @Nullable [] words, int bits) {
        if (words == null) {
            return Bits.of(bits);
        }
        return words.length << 6 >= bits ? words : Arrays.copyOf(words, Math.max((bits + 63) >> 6, 2 * words.length));
    }
}
