// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import io.leveret.loop.Loop;

/**
 * A node's memory beyond a crash. One per node; opened before the loops serve, closed after they stopped. Loops talk to
 * it through their {@link StorePort}.
 */
public interface Store extends AutoCloseable {

    /** What was in the data directory when the store was opened. */
    Recovered recovered();

    /** A loop's way to the store: one per loop, made when the node is wired, used only on that loop. */
    StorePort port(Loop loop);

    /** What operators want to know, as of now; from any thread. */
    StoreFigures figures();

    /** Writes and forces what was handed over, then stops; call once the loops are at rest. */
    @Override
    void close();
}
