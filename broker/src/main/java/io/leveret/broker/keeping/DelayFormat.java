// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

import io.leveret.broker.message.Message;
import io.leveret.broker.queue.MessageFormat;
import io.leveret.store.Source;
import java.nio.ByteBuffer;

/**
 * A delayed message as bytes in the store: a number that says which of two came first (8 bytes), then the message as
 * queues write it, with the time it is due as its deadline. One object serves all messages, one after the other.
 */
final class DelayFormat implements Source {
    private static final int ARRIVAL_BYTES = 8;

    private final MessageFormat format;
    private long arrival;

    DelayFormat(MessageFormat format) {
        this.format = format;
    }

    /** What the next {@link #copyTo} writes. */
    DelayFormat of(Message message, long due, long comes) {
        format.of(message, due);
        arrival = comes;
        return this;
    }

    @Override
    public int length() {
        return ARRIVAL_BYTES + format.length();
    }

    @Override
    public void copyTo(byte[] target, int offset) {
        ByteBuffer.wrap(target).putLong(offset, arrival);
        format.copyTo(target, offset + ARRIVAL_BYTES);
    }

    static long arrival(byte[] bytes, int offset) {
        return ByteBuffer.wrap(bytes).getLong(offset);
    }

    static long due(byte[] bytes, int offset) {
        return MessageFormat.deadline(bytes, offset + ARRIVAL_BYTES);
    }

    Message message(byte[] bytes, int offset, int length) {
        return format.decode(bytes, offset + ARRIVAL_BYTES, length - ARRIVAL_BYTES);
    }

    /** A message that was read, to be written as it is. */
    static Source raw(byte[] bytes, int offset, int length) {
        return new Source() {
            @Override
            public int length() {
                return length;
            }

            @Override
            public void copyTo(byte[] target, int at) {
                System.arraycopy(bytes, offset, target, at, length);
            }
        };
    }
}
