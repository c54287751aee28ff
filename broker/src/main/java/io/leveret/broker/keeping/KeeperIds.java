// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

/**
 * Under which ids the store knows what is kept for an exchange: any number of queues, called parts, for the exchange's
 * own id. None of them is an id of a client's queue.
 */
public final class KeeperIds {
    private static final long TAG = 1L << 62;
    private static final int SHIFT = 32;

    /** Exchanges that keep something have ids below this. */
    public static final long EXCHANGES_END = 1L << 30;

    private KeeperIds() {}

    static long of(long exchange, long part) {
        return TAG | exchange << SHIFT | part;
    }

    /** Whether the store has it for an exchange. */
    public static boolean isKeepers(long id) {
        return (id & TAG) != 0;
    }

    public static long exchange(long id) {
        return (id & ~TAG) >>> SHIFT;
    }

    static long part(long id) {
        return id & (1L << SHIFT) - 1;
    }
}
