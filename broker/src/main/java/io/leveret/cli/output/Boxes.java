// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows as a table with lines around its cells. */
final class Boxes {
    private Boxes() {}

    static List<String> lines(Rows rows) {
        List<List<String>> cells = new ArrayList<>();
        if (rows.rows().isEmpty()) {
            return List.of();
        }
        cells.add(rows.columns());
        for (List<@Nullable Object> row : rows.rows()) {
            List<String> texts = new ArrayList<>();
            for (Object value : row) {
                texts.add(CellText.of(value));
            }
            cells.add(texts);
        }
        int[] widths = new int[rows.columns().size()];
        for (List<String> row : cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : cells) {
            lines.add(lines.isEmpty() ? rule(widths, "┌", "┬", "┐") : rule(widths, "├", "┼", "┤"));
            lines.add(line(row, widths));
        }
        lines.add(rule(widths, "└", "┴", "┘"));
        return lines;
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String rule(int[] widths, String left, String middle, String right) {
        String[] parts = new String[widths.length];
        Arrays.setAll(parts, i -> "─".repeat(widths[i] + 2));
        return left + String.join(middle, parts) + right;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder("│");
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            line.append(' ')
                    .append(cell)
                    .append(" ".repeat(widths[i] - width(cell)))
                    .append(" │");
        }
        return line.toString();
    }
}
