// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

/** Work of the store that goes on by itself: one thread's, or one step of a simulation at a time. */
interface Worker {

    /** To wait until woken. */
    long NOTHING = Long.MAX_VALUE;

    /**
     * Does the next piece of work.
     *
     * @param nanos now
     * @return nanoseconds after which it wants its next turn if nobody wakes it before; 0 for at once
     */
    long turn(long nanos);
}
