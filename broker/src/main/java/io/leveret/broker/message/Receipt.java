// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.message;

/**
 * What a publisher waits for: told once by each queue the message was routed to, on that queue's loop, when the queue
 * has taken responsibility for the message or has refused it.
 */
public interface Receipt {

    void accepted();

    void rejected();

    /** The disk refused the message: for who publishes that is a rejection. */
    default void failed(String reason) {
        rejected();
    }
}
