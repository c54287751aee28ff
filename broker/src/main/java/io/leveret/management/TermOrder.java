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
    private static final int SURROGATES = Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1;

    static final TermOrder ORDER = new TermOrder();

    private TermOrder() {}

    /** Compares two {@linkplain #key keys}. */
    @Override
    public int compare(@Nullable Object a, @Nullable Object b) {
        if (a == b) {
            return 0;
        }
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y);
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

    /** The value, or one that stands in its place and is compared faster. */
    static @Nullable Object key(@Nullable Object value) {
        return value instanceof String text ? inCodePointOrder(text) : value;
    }

    /** UTF-16 sorts as Unicode does but for surrogates, which belong behind all other characters. */
    private static String inCodePointOrder(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= Character.MIN_SURROGATE) {
                return moved(text);
            }
        }
        return text;
    }

    private static String moved(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] > Character.MAX_SURROGATE) {
                chars[i] = (char) (chars[i] - SURROGATES);
            } else if (chars[i] >= Character.MIN_SURROGATE) {
                chars[i] = (char) (chars[i] + Character.MAX_VALUE - Character.MAX_SURROGATE);
            }
        }
        return new String(chars);
    }
}
