// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import io.leveret.broker.message.HeapContent;
import io.leveret.broker.message.Message;
import io.leveret.table.LongString;
import io.leveret.table.Table;

/** The header {@code x-delay}: milliseconds, as an integer, a number with a fraction or a text. */
public final class Delay {
    private static final String HEADER = "x-delay";

    /** The longest delay, 49 days; a longer one counts as none. */
    private static final long MILLIS_MAX = (1L << 32) - 1;

    private Delay() {}

    /** How long such a message waits; 0 where it does not. */
    public static long millis(Table headers) {
        Object value = headers.get(HEADER);
        if (value == null) {
            return 0;
        }
        long millis = number(value);
        return millis > 0 && millis <= MILLIS_MAX ? millis : 0;
    }

    private static long number(Object value) {
        Long integer = Table.integerOf(value);
        if (integer != null) {
            return integer;
        }
        if (value instanceof Number fraction) {
            return fraction.longValue();
        }
        if (value instanceof LongString text) {
            try {
                return Long.parseLong(text.toString());
            } catch (NumberFormatException e) {
                return 0;
            }
        }
        return 0;
    }

    /** The message after its delay: the header is negative, so that no other exchange delays it again. */
    public static Message passed(Message message) {
        Table headers = message.headers().with(HEADER, -millis(message.headers()));
        return message.with(
                HeapContent.replaceProperties(
                        message.content(), message.properties().withHeaders(headers)),
                message.trail());
    }
}
