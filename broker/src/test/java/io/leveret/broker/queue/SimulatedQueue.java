// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

/** A queue of a simulation, and what it must hold. */
record SimulatedQueue(QueueRef ref, QueueModel model) {
    @Override
    public String toString() {
        return "queue " + model.id;
    }
}
