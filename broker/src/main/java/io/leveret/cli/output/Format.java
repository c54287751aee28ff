// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.output;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How rows are written: {@code --formatter}. */
public enum Format {
    TABLE(false),
    PRETTY_TABLE(false),
    JSON(true),
    CSV(true);

    private final boolean machineReadable;

    Format(boolean machineReadable) {
        this.machineReadable = machineReadable;
    }

    /** For programs: nothing but the answer is printed then. */
    public boolean machineReadable() {
        return machineReadable;
    }

    /** @return the format of that name, or null if there is none */
    public static @Nullable Format named(String name) {
        for (Format format : values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
                return format;
            }
        }
        return null;
    }

    /** @param headers whether a line names the columns, where lines can */
    public List<String> lines(Rows rows, boolean headers) {
        return switch (this) {
            case TABLE -> Lines.table(rows, headers);
            case PRETTY_TABLE -> Boxes.lines(rows);
            case JSON -> Lines.json(rows);
            case CSV -> Lines.csv(rows);
        };
    }
}
