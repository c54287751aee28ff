// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.output;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of things with the same columns, a row each. */
public final class Rows {
    private final List<String> columns;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();

    public Rows(List<String> columns) {
        this.columns = columns;
    }

    public Rows(String... columns) {
        this(List.of(columns));
    }

    /** @param values one a column; null where there is nothing to show */
    public Rows add(List<@Nullable Object> values) {
        rows.add(values);
        return this;
    }

    /** The columns' fields of that object. */
    public Rows add(JsonObject object) {
        List<@Nullable Object> values = new ArrayList<>();
        for (String column : columns) {
            values.add(object.value(column));
        }
        return add(values);
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    List<String> columns() {
        return columns;
    }

    List<List<@Nullable Object>> rows() {
        return rows;
    }
}
