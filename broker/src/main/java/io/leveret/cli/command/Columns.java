// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import java.util.ArrayList;
import java.util.List;

/**
 * The columns of a list.
 *
 * @param otherwise those shown where none is asked for
 * @param known all there are
 */
record Columns(List<String> otherwise, List<String> known) {
    Columns(List<String> otherwise, String known) {
        this(otherwise, List.of(known.split(" ")));
    }

    /** Those asked for, each once; commas separate them, too. */
    List<String> of(Call call) {
        List<String> asked = new ArrayList<>();
        for (String argument : call.arguments()) {
            for (String each : argument.split(",", -1)) {
                String column = each.strip();
                if (!column.isEmpty() && !asked.contains(column)) {
                    asked.add(column);
                }
            }
        }
        return asked.isEmpty() ? otherwise : asked;
    }

    void check(Call call) throws Failure {
        List<String> unknown = new ArrayList<>(of(call));
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw Failure.usage("Info key(s) " + String.join(",", unknown) + " are not supported");
        }
    }
}
