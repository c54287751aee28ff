// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Message;
import org.jspecify.annotations.Nullable;

/** A message's place in one queue. Owned by the queue's loop. */
final class QueuedMessage {
    final long sequence;
    final Message message;
    boolean redelivered;

    /** Who holds it unacknowledged; null while it is ready. */
    @Nullable
    ChannelKey holder;

    /** Through which consumer; null after a basic.get. */
    @Nullable
    Consumer consumer;

    QueuedMessage(long sequence, Message message) {
        this.sequence = sequence;
        this.message = message;
    }
}
