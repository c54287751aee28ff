// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The order in which RabbitMQ sorts values of any type: numbers, truth values, objects and arrays, texts by their code
 * points. What is missing counts as 0.
 */
final class TermOrder implements Comparator<@Nullable Object> {
    static final TermOrder ORDER = new TermOrder();

    private TermOrder() {}

    @Override
    public int compare(@Nullable Object a, @Nullable Object b) {
        if (a instanceof String x && b instanceof String y) {
            return compareTexts(x, y);
        }
        int ranks = Integer.compare(rank(a), rank(b));
        if (ranks != 0 || rank(a) > 1) {
            return ranks;
        }
        if (a instanceof Boolean x && b instanceof Boolean y) {
            return Boolean.compare(x, y);
        }
        return compareNumbers(a, b);
    }

    private static int rank(@Nullable Object value) {
        if (value == null || value instanceof Number) {
            return 0;
        }
        if (value instanceof Boolean) {
            return 1;
        }
        return value instanceof JsonObject || value instanceof JsonArray ? 2 : 3;
    }

    private static int compareNumbers(@Nullable Object a, @Nullable Object b) {
        Number x = a instanceof Number number ? number : 0;
        Number y = b instanceof Number number ? number : 0;
        return isWhole(x) && isWhole(y)
                ? Long.compare(x.longValue(), y.longValue())
                : Double.compare(x.doubleValue(), y.doubleValue());
    }

    private static boolean isWhole(Number number) {
        return number instanceof Long || number instanceof Integer;
    }

    /** UTF-16 does not sort as Unicode does where one text has surrogates and the other has not. */
    private static int compareTexts(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogates = Character.isSurrogate(x) != Character.isSurrogate(y);
                return surrogates ? (Character.isSurrogate(x) ? 1 : -1) : x - y;
            }
        }
        return a.length() - b.length();
    }
}
