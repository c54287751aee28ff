// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

/** The answer to one {@link StorePort#read}, on the caller's loop, exactly once. */
public interface ReadAnswer {

    void read(StoredMessages messages);

    /** The disk lies or fails here: the queue must stop. */
    void failed(Damage damage);
}
