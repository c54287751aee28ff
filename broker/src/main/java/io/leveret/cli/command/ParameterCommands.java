// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.Answer;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.Json;
import io.leveret.cli.output.JsonObject;
import io.leveret.cli.output.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runtime parameters, of virtual hosts and global ones. */
final class ParameterCommands implements Group {
    private static final String PARAMETERS = "parameters";
    private static final String GLOBAL = "global-parameters";

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "set_parameter" ->
                Command.of(
                        call -> "Setting runtime parameter \"" + call.argument(1) + "\" for component \""
                                + call.argument(0) + "\" to \"" + call.argument(2) + "\" in vhost \""
                                + call.virtualHost() + "\" ...",
                        ParameterCommands::set);
            case "clear_parameter" ->
                Command.of(
                        call -> "Clearing runtime parameter \"" + call.argument(1) + "\" for component \""
                                + call.argument(0) + "\" on vhost \"" + call.virtualHost() + "\" ...",
                        ParameterCommands::clear);
            case "list_parameters" ->
                Command.of(
                        call -> "Listing runtime parameters for vhost \"" + call.virtualHost() + "\" ...",
                        ParameterCommands::list);
            case "set_global_parameter" ->
                Command.of(
                        call -> "Setting global runtime parameter \"" + call.argument(0) + "\" to \"" + call.argument(1)
                                + "\" ...",
                        ParameterCommands::setGlobal);
            case "clear_global_parameter" ->
                Command.of(
                        call -> "Clearing global runtime parameter \"" + call.argument(0) + "\" ...",
                        ParameterCommands::clearGlobal);
            case "list_global_parameters" ->
                Command.of(call -> "Listing global runtime parameters ...", ParameterCommands::listGlobal);
            case "set_cluster_name" ->
                Command.of(
                        call -> "Setting cluster name to " + call.argument(0) + " ...",
                        ParameterCommands::setClusterName);
            default -> null;
        };
    }

    private static Outcome set(Call call) throws Failure, UnreachableException {
        Object value = Definition.of(call.argument(2));
        Existing.virtualHost(call, call.virtualHost());
        ok(call.api()
                .put(
                        JsonObject.of().with("value", value),
                        PARAMETERS,
                        call.argument(0),
                        call.virtualHost(),
                        call.argument(1)));
        return Outcome.done();
    }

    private static Outcome clear(Call call) throws Failure, UnreachableException {
        Existing.virtualHost(call, call.virtualHost());
        return cleared(call.api().delete(PARAMETERS, call.argument(0), call.virtualHost(), call.argument(1)));
    }

    private static Outcome cleared(Answer answer) throws Failure {
        if (answer.isNotFound()) {
            throw Failure.of(Exit.UNAVAILABLE, "Parameter does not exist");
        }
        ok(answer);
        return Outcome.done();
    }

    private static Outcome list(Call call) throws Failure, UnreachableException {
        Existing.virtualHost(call, call.virtualHost());
        Rows rows = new Rows("component", "name", "value");
        for (JsonObject parameter : ok(call.api().get(PARAMETERS)).objects()) {
            if (parameter.text("vhost").equals(call.virtualHost())) {
                rows.add(List.of(
                        parameter.text("component"), parameter.text("name"), Json.text(parameter.value("value"))));
            }
        }
        return Outcome.table(rows);
    }

    private static Outcome setGlobal(Call call) throws Failure, UnreachableException {
        Object value = Definition.of(call.argument(1));
        ok(call.api().put(JsonObject.of().with("value", value), GLOBAL, call.argument(0)));
        return Outcome.done();
    }

    private static Outcome clearGlobal(Call call) throws Failure, UnreachableException {
        return cleared(call.api().delete(GLOBAL, call.argument(0)));
    }

    private static Outcome listGlobal(Call call) throws Failure, UnreachableException {
        Rows rows = new Rows("name", "value");
        for (JsonObject parameter : ok(call.api().get(GLOBAL)).objects()) {
            rows.add(List.of(parameter.text("name"), Json.text(parameter.value("value"))));
        }
        return Outcome.table(rows);
    }

    private static Outcome setClusterName(Call call) throws Failure, UnreachableException {
        ok(call.api().put(JsonObject.of().with("name", call.argument(0)), "cluster-name"));
        return Outcome.done();
    }
}
