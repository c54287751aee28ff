// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.Answer;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;
import java.util.List;

/** The node's feature flags and deprecated features. */
final class Features {
    private Features() {}

    /** Empty where the node has none. */
    static List<JsonObject> flags(Call call) throws Failure, UnreachableException {
        return list(call.api().get("feature-flags"));
    }

    static List<JsonObject> deprecated(Call call, boolean used) throws Failure, UnreachableException {
        return list(
                used
                        ? call.api().get("deprecated-features", "used")
                        : call.api().get("deprecated-features"));
    }

    private static List<JsonObject> list(Answer answer) throws Failure {
        return answer.isNotFound() ? List.of() : ok(answer).objects();
    }
}
