// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

/** Numbers in a query. */
final class Numbers {
    private Numbers() {}

    /** @throws Refusal if it is none, or none from {@code min} to {@code max} */
    static long of(Call call, String key, long otherwise, long min, long max) {
        String text = call.query(key);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw Fields.wrong(key, "a number from " + min + " to " + max + ", not " + text);
    }
}
