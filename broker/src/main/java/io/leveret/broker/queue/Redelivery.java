// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.HeapContent;
import io.leveret.broker.message.Message;
import io.leveret.table.Table;

/**
 * What a message says when it comes again: {@code x-delivery-count}, how many deliveries have failed, and of a quorum
 * queue {@code x-acquired-count}, how often it was handed out before.
 */
final class Redelivery {
    private Redelivery() {}

    /** The message as a consumer gets it; before the delivery is counted. */
    static Message told(QueuedMessage queued, QueueSettings settings) {
        Message message = queued.message();
        boolean quorum = settings.type() == QueueType.QUORUM;
        if (!queued.redelivered() || (!quorum && settings.deliveryLimit() == QueueSettings.NONE)) {
            return message;
        }
        Table headers = message.headers();
        if (quorum) {
            headers = headers.with("x-acquired-count", (long) queued.deliveries);
        }
        if (queued.failures > 0) {
            headers = headers.with("x-delivery-count", (long) queued.failures);
        }
        return message.with(
                HeapContent.replaceProperties(
                        message.content(), message.properties().withHeaders(headers)),
                message.trail());
    }
}
