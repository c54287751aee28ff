// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import io.leveret.cli.output.JsonObject;
import io.leveret.cli.output.Rows;
import org.jspecify.annotations.Nullable;

/** What a command that did its work has to show. */
public sealed interface Outcome {
    /** Nothing. */
    record Done() implements Outcome {}

    /**
     * A text.
     *
     * @param json what stands for it in JSON; null where it is the value of an ordinary answer
     */
    record Text(String text, @Nullable JsonObject json) implements Outcome {}

    /**
     * A list.
     *
     * @param headers whether columns are named, unless the operator says so
     * @param boxed whether it is a pretty table, unless the operator says so
     * @param streamed RabbitMQ shows its rows as they come: if there are none, there is not even an empty line
     */
    record Table(Rows rows, boolean headers, boolean boxed, boolean streamed) implements Outcome {}

    /** A text for programs: printed as it is, in every format. */
    record Raw(String text) implements Outcome {}

    static Outcome done() {
        return new Done();
    }

    static Outcome text(String text) {
        return new Text(text, null);
    }

    static Outcome message(String text) {
        return new Text(text, JsonObject.of().with("message", text));
    }

    static Outcome table(Rows rows) {
        return new Table(rows, true, false, false);
    }

    static Outcome streamed(Rows rows) {
        return new Table(rows, true, false, true);
    }

    static Outcome boxed(Rows rows) {
        return new Table(rows, true, true, true);
    }
}
