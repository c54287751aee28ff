// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.exchange.Destination;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Receipt;
import org.jspecify.annotations.Nullable;

/** Where a route ends: a queue, or a consumer of replies. */
public interface Target extends Destination {

    /**
     * Hands a message over. Called on the publisher's loop; the receipt is told on any.
     *
     * @param credit what the publisher may have under way to other loops
     */
    void publish(Message message, @Nullable Receipt receipt, PublisherCredit credit);
}
