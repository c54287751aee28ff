// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

/**
 * Who keeps messages for an exchange of a type that does. Its routing leads messages here beside its bindings, or before
 * them. Lives on a loop of its own choice; each method may be called from every loop.
 */
public interface Keeper extends Destination {

    /** Begins to serve, with what was kept before. */
    void start();

    /** A binding from the exchange is new; {@code then} runs on any loop when its destination has what it is due. */
    default void bound(Destination to, Runnable then) {
        then.run();
    }

    /** The exchange has ended, and what was kept for it. */
    void end();
}
