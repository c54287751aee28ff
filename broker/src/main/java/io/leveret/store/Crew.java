// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

/** Gives the store's workers their turns: threads in a node, the simulation in tests. */
interface Crew {

    /** An arrangement for a worker, which has no turn yet. */
    Shift hire(String name, Worker worker);

    /** One worker's arrangement. */
    interface Shift {
        /** Begins to give turns, a first one at once. */
        void begin();

        /** There is work; from any thread. */
        void wake();

        /** No turn begins after this returns, and none is under way. */
        void end();
    }
}
