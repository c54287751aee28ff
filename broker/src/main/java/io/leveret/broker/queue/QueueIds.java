// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

/**
 * Under which ids the store knows a queue: its own for the messages without priority, and one more for each priority
 * above 0, which has the priority in its uppermost bits.
 */
public final class QueueIds {
    private static final int SHIFT = 48;

    /** The highest priority there is. */
    public static final int PRIORITY_MAX = 255;

    private QueueIds() {}

    public static long of(long queue, int priority) {
        return queue | (long) priority << SHIFT;
    }

    /** The queue's own id. */
    public static long queue(long id) {
        return id & (1L << SHIFT) - 1;
    }

    static int priority(long id) {
        return (int) (id >>> SHIFT);
    }
}
