// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** AMQP's arguments of something. RabbitMQ's tools show them as Erlang has them, sorted by name. */
public record FieldTable(JsonObject fields) {
    /** As RabbitMQ's tools show it: {@code [{"x-max-length",10}]}. */
    String erlang() {
        return erlang(fields);
    }

    private static String erlang(JsonObject fields) {
        List<String> entries = new ArrayList<>();
        for (Map.Entry<String, @Nullable Object> field : sorted(fields).entrySet()) {
            entries.add("{" + quoted(field.getKey()) + "," + erlangValue(field.getValue()) + "}");
        }
        return "[" + String.join(",", entries) + "]";
    }

    private static String erlangValue(@Nullable Object value) {
        if (value == null) {
            return "undefined";
        }
        if (value instanceof JsonObject table) {
            return erlang(table);
        }
        if (value instanceof List<?> list) {
            List<String> elements = new ArrayList<>();
            for (Object each : list) {
                elements.add(erlangValue(each));
            }
            return "[" + String.join(",", elements) + "]";
        }
        return value instanceof Boolean || value instanceof Number ? value.toString() : quoted(value.toString());
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** As RabbitMQ's tools have it in JSON: a list of name, AMQP's type, value. */
    List<Object> typed() {
        return typed(fields);
    }

    private static List<Object> typed(JsonObject fields) {
        List<Object> entries = new ArrayList<>();
        for (Map.Entry<String, @Nullable Object> field : sorted(fields).entrySet()) {
            List<@Nullable Object> entry = new ArrayList<>();
            entry.add(field.getKey());
            entry.addAll(typedValue(field.getValue()));
            entries.add(entry);
        }
        return entries;
    }

    private static List<@Nullable Object> typedValue(@Nullable Object value) {
        List<@Nullable Object> typed = new ArrayList<>();
        if (value == null) {
            typed.add("void");
            typed.add(null);
        } else if (value instanceof JsonObject table) {
            typed.add("table");
            typed.add(typed(table));
        } else if (value instanceof List<?> list) {
            List<Object> elements = new ArrayList<>();
            for (Object each : list) {
                elements.add(typedValue(each));
            }
            typed.add("array");
            typed.add(elements);
        } else if (value instanceof Boolean) {
            typed.add("bool");
            typed.add(value);
        } else if (value instanceof Number number) {
            typed.add(type(number));
            typed.add(value);
        } else {
            typed.add("longstr");
            typed.add(value);
        }
        return typed;
    }

    private static String type(Number number) {
        if (number instanceof Integer) {
            return "signedint";
        }
        return number instanceof Long ? "long" : "double";
    }

    private static Map<String, @Nullable Object> sorted(JsonObject fields) {
        return new TreeMap<>(fields.fields());
    }
}
