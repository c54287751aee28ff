// SPDX-License-Identifier: Apache-2.0
package io.leveret.table;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Field values as RabbitMQ's error texts print them, which is Erlang's way of printing terms. */
public final class FieldText {
    private FieldText() {}

    /** "the value 'a' of type 'longstr'", or "none" for null. */
    public static String describe(@Nullable Object value) {
        return value == null
                ? "none"
                : "the value '" + of(value) + "' of type '"
                        + FieldType.of(value).rabbitName() + "'";
    }

    /** The value alone: {@code a}, {@code 5}, {@code true}, {@code undefined}, <code>[{&lt;&lt;"k"&gt;&gt;,…</code>. */
    public static String of(Object value) {
        return value instanceof LongString || value instanceof Bytes ? text(value) : term(value);
    }

    /** As a term: {@code <<"a">>}, {@code 5}, {@code true}, … */
    public static String term(Object value) {
        if (value instanceof LongString || value instanceof Bytes) {
            return binary(text(value));
        } else if (value instanceof Table table) {
            return table.entries().stream()
                    .map(e -> "{" + binary(e.key()) + "," + typeAndTerm(e.value()) + "}")
                    .collect(Collectors.joining(",", "[", "]"));
        } else if (value instanceof List<?> array) {
            return array.stream().map(e -> "{" + typeAndTerm(e) + "}").collect(Collectors.joining(",", "[", "]"));
        } else if (value instanceof Decimal decimal) {
            return "{" + decimal.scale() + "," + decimal.unscaled() + "}";
        } else if (value instanceof Timestamp timestamp) {
            return Long.toUnsignedString(timestamp.seconds());
        } else if (value instanceof VoidValue) {
            return "undefined";
        } else if (value instanceof Float || value instanceof Double) {
            return Double.toString(((Number) value).doubleValue()).replace('E', 'e');
        }
        Long integer = Table.integerOf(value);
        return integer == null ? value.toString() : integer.toString();
    }

    private static String typeAndTerm(Object value) {
        return FieldType.of(value).rabbitName() + "," + term(value);
    }

    private static String text(Object value) {
        return value instanceof Bytes bytes ? new String(bytes.array(), StandardCharsets.UTF_8) : value.toString();
    }

    private static String binary(String text) {
        return text.isEmpty() ? "<<>>" : "<<\"" + text + "\">>";
    }
}
