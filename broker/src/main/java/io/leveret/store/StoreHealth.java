// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

/** Told when the disk stops or resumes doing its work. Called on a thread of the store; must not block. */
public interface StoreHealth {

    /** Nothing can be stored; until {@link #recovered} every receipt fails. Publishers should be blocked. */
    void failing(String reason);

    void recovered();

    /** A queue's bytes turned out damaged while the node serves; who reads them is told as well. */
    default void damaged(Damage damage) {}
}
