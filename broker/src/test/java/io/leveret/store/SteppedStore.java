// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.util.Random;

/** A store that works only when a simulation says so, and that can be stopped at any moment and opened again. */
public interface SteppedStore extends Store {

    /** Does a piece of the work that waits; false where there is none. Answers are posted to the loops. */
    boolean work(Random random);

    /** The machine is to stop in the middle of some of the next pieces of work. */
    void crashSoon();

    /** Whether the machine has stopped in the middle of a piece of work. */
    boolean crashed();

    /** The machine stopped, if it had not yet, and is on again: what goes on in the place of this store. */
    SteppedStore crash();

    /** What goes on after {@link #close}. */
    SteppedStore reopen();
}
