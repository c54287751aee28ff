// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * What a queue has the store remember of a message beside its mark, which counts deliveries: 3 bits why it died, 5 bits
 * the deliveries that have ended, 14 bits those that failed, 42 bits a time. A mark that differs from the deliveries that
 * have ended tells that the message was held when the node stopped.
 *
 * @param death null for one that lives
 * @param ended deliveries that have ended; only the lowest bits come back
 * @param failures deliveries that have failed
 * @param epochMillis when it may be handed out again, or when it died; 0 for now
 */
record Note(@Nullable DeathReason death, int ended, int failures, long epochMillis) {
    private static final int DEATH_SHIFT = 61;
    private static final int ENDED_SHIFT = 56;
    private static final int FAILURES_SHIFT = 42;
    private static final int ENDED_MASK = (1 << 5) - 1;
    private static final int FAILURES_MAX = (1 << 14) - 1;
    private static final long TIME_MAX = (1L << FAILURES_SHIFT) - 1;

    long encode() {
        return (death == null ? 0L : death.code()) << DEATH_SHIFT
                | (long) (ended & ENDED_MASK) << ENDED_SHIFT
                | (long) Math.min(failures, FAILURES_MAX) << FAILURES_SHIFT
                | Math.max(0, Math.min(epochMillis, TIME_MAX));
    }

    static Note decode(long note) {
        return new Note(
                DeathReason.of((int) (note >>> DEATH_SHIFT)),
                (int) (note >>> ENDED_SHIFT) & ENDED_MASK,
                (int) (note >>> FAILURES_SHIFT) & FAILURES_MAX,
                note & TIME_MAX);
    }

    /** Whether a delivery has begun, of so many, that has not ended. */
    boolean held(int deliveries) {
        return (deliveries & ENDED_MASK) != (ended & ENDED_MASK);
    }
}
