// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

/** How a delivery ends. */
public enum Settlement {
    ACKNOWLEDGED,
    /** Rejected without requeue. */
    DISCARDED,
    /** Back to its place in the queue, marked redelivered: the consumer does not want it now. */
    REQUEUED,
    /** Back as well, because the consumer has failed: it said so, or it is gone. */
    FAILED;

    boolean comesBack() {
        return this == REQUEUED || this == FAILED;
    }
}
