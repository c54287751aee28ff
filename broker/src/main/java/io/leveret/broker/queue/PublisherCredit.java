// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.loop.Loop;

/**
 * A connection's account of the bytes it has handed to other loops and that have not arrived there yet; a connection
 * with too many stops reading. Owned by the connection's loop.
 */
public interface PublisherCredit {

    Loop loop();

    void taken(int bytes);

    void returned(int bytes);

    /** The store has more to write than it should: the connection reads no further until {@link #release}. */
    void hold();

    void release();
}
