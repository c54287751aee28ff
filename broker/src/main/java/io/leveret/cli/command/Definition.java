// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import io.leveret.cli.output.Json;
import io.leveret.cli.output.Json.InvalidException;
import io.leveret.cli.output.JsonObject;
import org.jspecify.annotations.Nullable;

/** JSON among a command's arguments. */
final class Definition {
    private Definition() {}

    static @Nullable Object of(String text) throws Failure {
        try {
            return Json.parse(text);
        } catch (InvalidException e) {
            throw Failure.of(Exit.UNAVAILABLE, "JSON decoding error. Reason: " + e.getMessage());
        }
    }

    static JsonObject object(String text) throws Failure {
        if (of(text) instanceof JsonObject object) {
            return object;
        }
        throw Failure.of(Exit.UNAVAILABLE, "JSON decoding error. Reason: " + text + " is no object");
    }
}
