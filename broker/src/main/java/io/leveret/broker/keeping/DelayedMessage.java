// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

import io.leveret.broker.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * A message that waits, as operators see it.
 *
 * @param place where a list goes on behind it
 */
public record DelayedMessage(Key key, Place place, Message message) {

    /**
     * Which message it is, for as long as it waits.
     *
     * @param dueMillis when it is due, milliseconds since 1970
     * @param arrival tells it from others of the exchange
     */
    public record Key(long dueMillis, long arrival) {
        /** From what {@link #toString} says; null where it does not say that. */
        public static @Nullable Key parse(String text) {
            long[] numbers = numbers(text);
            return numbers == null ? null : new Key(numbers[0], numbers[1]);
        }

        @Override
        public String toString() {
            return dueMillis + "-" + arrival;
        }
    }

    /** A place in the list of all that wait, good for as long as it is not much later. */
    public record Place(long start, long sequence) {
        /** From what {@link #toString} says; null where it does not say that. */
        public static @Nullable Place parse(String text) {
            long[] numbers = numbers(text);
            return numbers == null ? null : new Place(numbers[0], numbers[1]);
        }

        @Override
        public String toString() {
            return start + "-" + sequence;
        }
    }

    private static long @Nullable [] numbers(String text) {
        int dash = text.indexOf('-');
        if (dash <= 0) {
            return null;
        }
        try {
            return new long[] {Long.parseLong(text, 0, dash, 10), Long.parseLong(text, dash + 1, text.length(), 10)};
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
