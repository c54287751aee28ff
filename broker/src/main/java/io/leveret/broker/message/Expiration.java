// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.message;

/** The expiration property: milliseconds in decimal, from 0 to ten years (RabbitMQ's rule). */
public final class Expiration {
    private static final long MILLIS_MAX = 315_360_000_000L;

    private Expiration() {}

    /** The milliseconds of such a property; 406 if it is none. */
    public static long millis(String value) {
        int digits = value.startsWith("-") || value.startsWith("+") ? 1 : 0;
        int end = digits;
        while (end < value.length() && value.charAt(end) >= '0' && value.charAt(end) <= '9') {
            end++;
        }
        if (end == digits) {
            throw invalid(value, "no_integer");
        }
        if (end < value.length()) {
            throw invalid(value, "{leftover_string,\"" + value.substring(end) + "\"}");
        }
        String number = value.substring(value.startsWith("+") ? 1 : 0);
        if (number.startsWith("-") && number.chars().anyMatch(c -> c >= '1' && c <= '9')) {
            throw invalid(value, "{value_negative," + number + "}");
        }
        if (number.length() > 18 || Long.parseLong(number) > MILLIS_MAX) {
            throw invalid(value, "{value_too_large," + number + "}");
        }
        return Math.max(0, Long.parseLong(number));
    }

    private static AmqpException invalid(String value, String reason) {
        return AmqpException.preconditionFailed("invalid expiration '" + value + "': " + reason);
    }
}
