// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.table.Bytes;
import io.leveret.table.Decimal;
import io.leveret.table.Table;
import io.leveret.table.Timestamp;
import io.leveret.table.VoidValue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** AMQP's field values as JSON and back: arguments, headers, policies, parameters. */
final class TableJson {
    private TableJson() {}

    static JsonObject of(Table table) {
        JsonObject json = new JsonObject();
        for (Table.Entry entry : table.entries()) {
            json.put(entry.key(), of(entry.value()));
        }
        return json;
    }

    /** A JSON value; null for one of no type. */
    static @Nullable Object of(Object value) {
        if (value instanceof Table table) {
            return of(table);
        }
        if (value instanceof List<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(element -> array.add(of(element)));
            return array;
        }
        if (value instanceof Boolean || value instanceof Double || value instanceof Float) {
            return value;
        }
        if (value instanceof VoidValue) {
            return null;
        }
        if (value instanceof Timestamp timestamp) {
            return timestamp.seconds();
        }
        if (value instanceof Decimal decimal) {
            return decimal.toBigDecimal().doubleValue();
        }
        Long integer = Table.integerOf(value);
        if (integer != null) {
            return integer;
        }
        return value instanceof Bytes bytes ? new String(bytes.bytes(), StandardCharsets.UTF_8) : value.toString();
    }

    /**
     * A table of what somebody sent; integers are of 64 bits.
     *
     * @throws Refusal if a table cannot hold it
     */
    static Table table(JsonObject json) {
        try {
            return tableOf(json);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static Table tableOf(JsonObject json) {
        Table.Builder table = Table.builder();
        for (Map.Entry<String, Object> entry : json) {
            table.add(entry.getKey(), valueOf(entry.getValue()));
        }
        return table.build();
    }

    /**
     * A field value of what somebody sent.
     *
     * @throws Refusal if there is none for it
     */
    static Object value(@Nullable Object json) {
        try {
            // also finds what is nested too deep
            return Table.of("value", valueOf(json)).entries().get(0).value();
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static Object valueOf(@Nullable Object json) {
        if (json == null) {
            return VoidValue.VOID;
        }
        if (json instanceof JsonObject object) {
            return tableOf(object);
        }
        if (json instanceof JsonArray array) {
            List<Object> list = new ArrayList<>();
            array.forEach(element -> list.add(valueOf(element)));
            return list;
        }
        if (json instanceof Integer integer) {
            return integer.longValue();
        }
        if (json instanceof Long || json instanceof Double || json instanceof Boolean || json instanceof String) {
            return json;
        }
        throw new IllegalArgumentException("no field can hold " + json);
    }
}
