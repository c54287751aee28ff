// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Message;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A message's place in one queue. Owned by the queue's loop. */
final class QueuedMessage {
    /** What a message costs in memory beside its content, about. */
    static final int OVERHEAD_BYTES = 160;

    final long sequence;
    final int bodyBytes;

    /** Null while only the store has it. */
    private @Nullable Message message;

    /** Whether the store has it. */
    boolean stored;

    /** How often it has been handed out before. */
    int deliveries;

    /** How many deliveries have failed; at most {@link Short#MAX_VALUE}. */
    short failures;

    /** When it must go, milliseconds since 1970; 0 where it may stay. */
    long expiresAt;

    /** Where it waits, or waited before it was handed out. */
    final ReadyMessages home;

    /** Whether it waits there. */
    boolean ready;

    /** Who holds it unacknowledged; null while it is ready. */
    @Nullable
    ChannelKey holder;

    /** Through which consumer; null after a basic.get. */
    @Nullable
    Consumer consumer;

    QueuedMessage(ReadyMessages home, long sequence, Message message) {
        this.home = home;
        this.sequence = sequence;
        this.message = message;
        this.bodyBytes = message.bodyBytes();
    }

    Message message() {
        return Objects.requireNonNull(message);
    }

    boolean inMemory() {
        return message != null;
    }

    boolean redelivered() {
        return deliveries > 0;
    }

    void failed() {
        if (failures < Short.MAX_VALUE) {
            failures++;
        }
    }

    int residentBytes() {
        Message present = message;
        return present == null
                ? OVERHEAD_BYTES
                : OVERHEAD_BYTES + bodyBytes + present.content().propertiesBytes();
    }

    /** Lets the content go where the store has it, else makes it stay. */
    void leaveToStore() {
        if (stored) {
            message = null;
        } else {
            message().keep();
        }
    }

    /** The content has been read back. */
    void loaded(Message read) {
        message = read;
    }
}
