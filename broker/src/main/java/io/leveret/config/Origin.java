// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import java.nio.file.Path;

/** Where a value came from, as users are told: {@code default}, a variable's name, {@code FILE:LINE}, {@code --set}. */
record Origin(String text) {
    static final Origin DEFAULT = new Origin("default");
    static final Origin COMMAND_LINE = new Origin("--set");

    static Origin variable(String name) {
        return new Origin(name);
    }

    static Origin line(Path file, int line) {
        return new Origin(file + ":" + line);
    }

    @Override
    public String toString() {
        return text;
    }
}
