// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import io.leveret.cli.output.Format;
import io.leveret.cli.output.Json;
import io.leveret.cli.output.JsonObject;
import io.leveret.cli.output.Rows;
import java.util.List;

/** An outcome as lines. */
public final class Shown {
    private Shown() {}

    public static List<String> lines(Outcome outcome, Call call, Format format) {
        if (outcome instanceof Outcome.Raw raw) {
            return List.of(raw.text());
        }
        if (outcome instanceof Outcome.Table table) {
            Format chosen = call.has("formatter") || !table.boxed() ? format : Format.PRETTY_TABLE;
            boolean headers =
                    !call.flag("silent") && (call.has("table-headers") ? call.flag("table-headers") : table.headers());
            if (table.rows().isEmpty() && !table.streamed() && chosen != Format.CSV) {
                return List.of(chosen == Format.JSON ? "[]" : "");
            }
            return chosen.lines(table.rows(), headers);
        }
        if (outcome instanceof Outcome.Text text) {
            return switch (format) {
                case JSON -> List.of(Json.text(json(text, call)));
                case PRETTY_TABLE -> format.lines(new Rows("Output").add(List.of(text.text())), true);
                case TABLE, CSV -> List.of(text.text());
            };
        }
        return format == Format.JSON
                ? List.of(Json.text(JsonObject.of().with("node", call.node()).with("result", "ok")))
                : List.of();
    }

    private static JsonObject json(Outcome.Text text, Call call) {
        JsonObject json = text.json();
        return json != null
                ? json
                : JsonObject.of().with("node", call.node()).with("result", "ok").with("value", text.text());
    }
}
