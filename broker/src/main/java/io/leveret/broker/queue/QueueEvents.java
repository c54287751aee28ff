// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

/** What queues tell the house; called on the queue's loop. */
public interface QueueEvents {

    /**
     * The last consumer of an auto-delete queue has gone.
     *
     * @param then runs on the queue's loop when nobody finds the queue any more
     */
    void unused(QueueRef queue, Runnable then);
}
