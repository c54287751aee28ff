// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.output;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows as lines. */
final class Lines {
    private Lines() {}

    /** Separated by tabs. No line at all, not even a header, where there are no rows: so does RabbitMQ. */
    static List<String> table(Rows rows, boolean headers) {
        List<String> lines = new ArrayList<>();
        for (List<@Nullable Object> row : rows.rows()) {
            if (lines.isEmpty() && headers) {
                lines.add(String.join("\t", rows.columns()));
            }
            List<String> cells = new ArrayList<>();
            for (Object value : row) {
                cells.add(CellText.of(value));
            }
            lines.add(String.join("\t", cells));
        }
        return lines;
    }

    static List<String> json(Rows rows) {
        List<String> lines = new ArrayList<>();
        lines.add("[");
        for (List<@Nullable Object> row : rows.rows()) {
            JsonObject object = JsonObject.of();
            for (int i = 0; i < row.size(); i++) {
                Object value = row.get(i);
                object.with(rows.columns().get(i), value == null ? "" : value);
            }
            lines.add((lines.size() == 1 ? "" : ",") + Json.text(object));
        }
        lines.add("]");
        return lines;
    }

    static List<String> csv(Rows rows) {
        List<String> lines = new ArrayList<>();
        for (List<@Nullable Object> row : rows.rows()) {
            if (lines.isEmpty()) {
                lines.add(csvLine(rows.columns()));
            }
            lines.add(csvLine(row));
        }
        return lines;
    }

    private static String csvLine(List<? extends @Nullable Object> values) {
        List<String> cells = new ArrayList<>();
        for (Object value : values) {
            cells.add("\"" + CellText.of(value).replace("\"", "\"\"") + "\"");
        }
        return String.join(",", cells);
    }
}
