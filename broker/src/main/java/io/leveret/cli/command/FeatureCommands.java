// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.Answer;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;
import io.leveret.cli.output.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Feature flags and deprecated features. */
final class FeatureCommands implements Group {
    private static final Columns FLAGS =
            new Columns(List.of("name", "state"), "name state stability provided_by desc doc_url");
    private static final Columns DEPRECATED = new Columns(
            List.of("name", "deprecation_phase", "state"), "name deprecation_phase state provided_by desc doc_url");

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "list_feature_flags" ->
                Command.of(
                                call -> "Listing feature flags ...",
                                call -> Outcome.table(rows(FLAGS.of(call), Features.flags(call))))
                        .checking(FLAGS::check);
            case "enable_feature_flag" ->
                Command.of(
                                call -> call.argument(0).equals("all")
                                        ? "Enabling all feature flags ..."
                                        : "Enabling feature flag \"" + call.argument(0) + "\" ...",
                                FeatureCommands::enable)
                        .checking(call -> {
                            if (call.argument(0).isEmpty()) {
                                throw Failure.badArgument("feature flag (or group) name cannot be an empty string");
                            }
                        });
            case "list_deprecated_features" ->
                Command.of(
                                call -> call.flag("used")
                                        ? "Listing deprecated features in use ..."
                                        : "Listing deprecated features ...",
                                call -> Outcome.boxed(
                                        rows(DEPRECATED.of(call), Features.deprecated(call, call.flag("used")))))
                        .checking(DEPRECATED::check);
            case "check_if_any_deprecated_features_are_used" ->
                Command.of(
                        call -> "Checking if any deprecated features are used ...", FeatureCommands::checkDeprecated);
            default -> null;
        };
    }

    private static Rows rows(List<String> columns, List<JsonObject> features) {
        Rows rows = new Rows(columns);
        features.forEach(rows::add);
        return rows;
    }

    private static Outcome enable(Call call) throws Failure, UnreachableException {
        String name = call.argument(0);
        if (name.equals("all")) {
            ok(call.api().get("whoami"));
            return Outcome.done(); // a node has all of its features
        }
        for (JsonObject flag : Features.flags(call)) {
            if (flag.text("name").equals(name)) {
                Answer answer = call.api().put(JsonObject.of(), "feature-flags", name, "enable");
                ok(answer);
                return Outcome.done();
            }
        }
        throw Failure.of(Exit.USAGE, "This feature flag is not supported by node " + call.node());
    }

    private static Outcome checkDeprecated(Call call) throws Failure, UnreachableException {
        List<JsonObject> used = Features.deprecated(call, true);
        if (used.isEmpty()) {
            return new Outcome.Text(
                    "Cluster reported no deprecated features in use",
                    JsonObject.of().with("result", "ok"));
        }
        List<String> names = used.stream().map(feature -> feature.text("name")).toList();
        throw Failure.check(
                String.join("\n", names),
                JsonObject.of()
                        .with("deprecated_features", names)
                        .with("message", "Cluster reported deprecated features in use")
                        .with("result", "error"));
    }
}
