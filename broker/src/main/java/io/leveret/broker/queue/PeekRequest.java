// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Message;
import io.leveret.table.FieldText;
import org.jspecify.annotations.Nullable;

/**
 * Which messages somebody wants to look at; null says nothing.
 *
 * @param after where a look before this one ended
 * @param skip so many that are like this are passed over first
 * @param max how many are wanted
 * @param messageId the property
 * @param header a header the message has
 * @param headerValue what that says, as a text
 * @param sinceSeconds the property timestamp, at least, seconds since 1970
 * @param untilSeconds the same, at most
 */
public record PeekRequest(
        @Nullable Place after,
        long skip,
        int max,
        @Nullable String messageId,
        @Nullable String header,
        @Nullable String headerValue,
        @Nullable Long sinceSeconds,
        @Nullable Long untilSeconds) {

    /** A place in the order of a queue: the higher priority first, then by sequence. */
    public record Place(int priority, long sequence) {
        /** From what {@link #toString} says; null where it does not say that. */
        public static @Nullable Place parse(String text) {
            int dash = text.indexOf('-');
            if (dash <= 0) {
                return null;
            }
            try {
                return new Place(
                        Integer.parseInt(text, 0, dash, 10), Long.parseLong(text, dash + 1, text.length(), 10));
            } catch (NumberFormatException e) {
                return null;
            }
        }

        @Override
        public String toString() {
            return priority + "-" + sequence;
        }
    }

    boolean wants(Message message) {
        return (messageId == null || messageId.equals(message.properties().messageId()))
                && (header == null || hasHeader(message, header))
                && isInTime(message);
    }

    private boolean hasHeader(Message message, String name) {
        Object value = message.headers().get(name);
        return value != null && (headerValue == null || headerValue.equals(FieldText.of(value)));
    }

    private boolean isInTime(Message message) {
        if (sinceSeconds == null && untilSeconds == null) {
            return true;
        }
        Long seconds = message.properties().timestamp();
        return seconds != null
                && (sinceSeconds == null || seconds >= sinceSeconds)
                && (untilSeconds == null || seconds <= untilSeconds);
    }
}
