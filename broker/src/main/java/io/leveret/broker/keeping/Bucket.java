// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One stretch of time: the messages that are due in it, in a queue of the store. Owned by the loop of its {@link Delays}. */
final class Bucket {
    enum State {
        /** Its messages are in the store alone. */
        FAR,
        /** They are being read. */
        LOADING,
        /** They are in memory too, or at least known there one by one. */
        NEAR,
        /** They are too many, and move to buckets that take less time each. */
        DIVIDING
    }

    /** Of the exchange's parts in the store. */
    final long part;

    final long queue;

    /** Milliseconds since 1970, a multiple of the width. */
    final long start;

    /** Milliseconds, a power of two. */
    final long width;

    State state = State.FAR;
    long lastSequence;
    long messages;
    long bytes; // as stored

    /** Whether it was being divided when the node went down. */
    boolean resumed;

    /** How many of its messages are known one by one. */
    int known;

    /** Whether the store has yet to hear what has left. */
    boolean unsaid;

    /** Messages that were cancelled here while nobody had read them; the store may still have them. */
    private @Nullable Set<Long> cancelled;

    private long settledFrom;
    private long settledTo = -1; // below settledFrom: nothing

    Bucket(long part, long queue, long start, long width) {
        this.part = part;
        this.queue = queue;
        this.start = start;
        this.width = width;
    }

    long end() {
        return start + width;
    }

    boolean holds(long due) {
        return due >= start && due < end();
    }

    boolean overlaps(long otherStart, long otherEnd) {
        return start < otherEnd && otherStart < end();
    }

    /** Up to here, exclusively, what is due and known in memory may fire for all that this bucket knows. */
    long safeBefore() {
        boolean moreOfTheSame = state == State.LOADING && width == 1;
        return state == State.NEAR || messages == 0 ? Long.MAX_VALUE : moreOfTheSame ? end() : start;
    }

    void cancel(long sequence) {
        if (cancelled == null) {
            cancelled = new HashSet<>();
        }
        cancelled.add(sequence);
    }

    boolean isCancelled(long sequence) {
        return cancelled != null && cancelled.contains(sequence);
    }

    /** Counts one message in and says which sequence is its. */
    long enters(int length) {
        messages++;
        bytes += length;
        return ++lastSequence;
    }

    /** One message is gone; false where the range that is to be told before has come to its end. */
    boolean leaves(long sequence, int length) {
        messages--;
        bytes -= length;
        if (settledTo < settledFrom) {
            settledFrom = sequence;
        } else if (sequence != settledTo + 1) {
            return false;
        }
        settledTo = sequence;
        return true;
    }

    /** What has left and was not told yet, after {@link #leaves} has said no with this one as the next. */
    long[] takeSettled(long next) {
        long[] range = {settledFrom, settledTo};
        settledFrom = next;
        settledTo = next;
        return range;
    }

    /** The same, with nothing to follow; empty where there is nothing. */
    long[] takeSettled() {
        long[] range = settledTo < settledFrom ? new long[0] : new long[] {settledFrom, settledTo};
        settledFrom = 0;
        settledTo = -1;
        return range;
    }

    @Override
    public String toString() {
        return "bucket " + part + " from " + start + " for " + width + " ms, " + messages + " messages, " + state;
    }
}
