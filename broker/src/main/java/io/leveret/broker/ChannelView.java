// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.figures.MessageFigures;

/**
 * A channel at one moment, as operators see it.
 *
 * @param consumerPrefetch of consumers to come; 0: no limit
 * @param channelPrefetch of all consumers together; 0: no limit
 * @param uncommittedPublishes what a transaction has gathered
 * @param uncommittedSettlements what a transaction has gathered
 */
public record ChannelView(
        ConnectionFacts connection,
        int number,
        boolean confirming,
        boolean transactional,
        int consumers,
        int consumerPrefetch,
        int channelPrefetch,
        int unacknowledged,
        long unconfirmed,
        int uncommittedPublishes,
        int uncommittedSettlements,
        MessageFigures messages) {

    /** As RabbitMQ names channels: the connection's name and the number. */
    public String name() {
        return connection.name() + " (" + number + ")";
    }
}
