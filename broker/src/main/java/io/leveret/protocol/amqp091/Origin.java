// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.broker.queue.QueueRef;

/** Where a delivery came from: through a consumer of the channel, or by basic.get. */
interface Origin {

    QueueRef queue();

    /** Whether it counts against the channel's own prefetch (basic.qos with global set); basic.get does not. */
    boolean countsForChannel();

    /** Whether the queue has taken back what came from here, so that settling it means nothing any more. */
    default boolean over() {
        return false;
    }
}
