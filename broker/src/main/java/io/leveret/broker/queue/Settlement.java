// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

/** How a delivery ends. */
public enum Settlement {
    ACKNOWLEDGED,
    /** Rejected without requeue. */
    DISCARDED,
    /** Back to its place in the queue, marked redelivered. */
    REQUEUED
}
