// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One value in a table, as RabbitMQ's tools write it. */
final class CellText {
    private CellText() {}

    static String of(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof FieldTable table) {
            return table.erlang();
        }
        if (value instanceof JsonObject map) {
            List<String> entries = new ArrayList<>();
            for (Map.Entry<String, @Nullable Object> field : new TreeMap<>(map.fields()).entrySet()) {
                entries.add(field.getKey() + " => " + of(field.getValue()));
            }
            return "#{" + String.join(", ", entries) + "}";
        }
        if (value instanceof List<?> list) {
            List<String> elements = new ArrayList<>();
            for (Object each : list) {
                elements.add(of(each));
            }
            return "[" + String.join(", ", elements) + "]";
        }
        return value.toString();
    }
}
