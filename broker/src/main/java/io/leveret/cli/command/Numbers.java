// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers among arguments, and with units. */
final class Numbers {
    private static final Pattern BYTES = Pattern.compile("(\\d+)([kKmMgGtTpP]?)(i?[bB]?)");
    private static final String UNITS = "kmgtp";
    private static final double GIGABYTE = 1_000_000_000.0;
    private static final double ROUNDED = 10_000.0;

    private Numbers() {}

    static int positive(String text) throws Failure {
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Neither.
        }
        throw Failure.badArgument("Argument must be a positive integer");
    }

    static double fraction(String text) throws Failure {
        try {
            double fraction = Double.parseDouble(text);
            if (fraction >= 0 && fraction < Double.POSITIVE_INFINITY) {
                return fraction;
            }
        } catch (NumberFormatException e) {
            // Neither.
        }
        throw Failure.badArgument();
    }

    /** {@code 1GB} are 10⁹ bytes, {@code 1GiB} and {@code 1G} are 2³⁰, as in RabbitMQ. */
    static long bytes(String text) throws Failure {
        Matcher matcher = BYTES.matcher(text);
        if (!matcher.matches()
                || (matcher.group(2).isEmpty() && !matcher.group(3).isEmpty())) {
            throw Failure.badArgument();
        }
        int power = UNITS.indexOf(matcher.group(2).toLowerCase(Locale.ROOT)) + 1;
        long base = matcher.group(3).equalsIgnoreCase("b") ? 1000 : 1024;
        try {
            long bytes = Long.parseLong(matcher.group(1));
            for (int i = 0; i < (matcher.group(2).isEmpty() ? 0 : power); i++) {
                bytes = Math.multiplyExact(bytes, base);
            }
            return bytes;
        } catch (ArithmeticException | NumberFormatException e) {
            throw Failure.badArgument();
        }
    }

    /** With four decimals, as RabbitMQ shows sizes. */
    static String gigabytes(long bytes) {
        return Math.round(bytes / GIGABYTE * ROUNDED) / ROUNDED + " gb";
    }
}
