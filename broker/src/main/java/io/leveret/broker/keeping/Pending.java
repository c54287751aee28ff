// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

import io.leveret.broker.message.Message;
import org.jspecify.annotations.Nullable;

/** A message that is due soon. Owned by the loop of its {@link Delays}. */
final class Pending implements Comparable<Pending> {
    final Bucket bucket;
    final long sequence;
    final long due;
    final long arrival;
    final int length; // as stored

    /** Null while only the store has it. */
    @Nullable
    Message message;

    boolean cancelled;

    Pending(Bucket bucket, long sequence, long due, long arrival, int length) {
        this.bucket = bucket;
        this.sequence = sequence;
        this.due = due;
        this.arrival = arrival;
        this.length = length;
    }

    @Override
    public int compareTo(Pending other) {
        return due == other.due ? Long.compare(arrival, other.arrival) : Long.compare(due, other.due);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
