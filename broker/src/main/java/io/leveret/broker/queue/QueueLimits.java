// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * How long a queue may get: ready messages, and the bytes of their bodies.
 *
 * @param messagesMax {@link Long#MAX_VALUE} where there is no limit
 * @param bytesMax {@link Long#MAX_VALUE} where there is no limit
 */
record QueueLimits(long messagesMax, long bytesMax, Overflow overflow) {

    /** Null where the queue may get as long as it likes. */
    static @Nullable QueueLimits of(QueueSettings settings) {
        if (settings.messagesMax() == QueueSettings.NONE && settings.bytesMax() == QueueSettings.NONE) {
            return null;
        }
        return new QueueLimits(limit(settings.messagesMax()), limit(settings.bytesMax()), settings.overflow());
    }

    private static long limit(long setting) {
        return setting == QueueSettings.NONE ? Long.MAX_VALUE : setting;
    }

    /** Whether a message that comes is one too many and has to go itself. */
    boolean refuses(long messages, long bytes, int bodyBytes) {
        return overflow != Overflow.DROP_HEAD && (messages + 1 > messagesMax || bytes + bodyBytes > bytesMax);
    }

    /** Whether the oldest has to go. */
    boolean exceeded(long messages, long bytes) {
        return overflow == Overflow.DROP_HEAD && (messages > messagesMax || bytes > bytesMax);
    }
}
