// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.Answer;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.Json;
import io.leveret.cli.output.JsonObject;
import io.leveret.cli.output.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Policies, and operators' policies. */
final class PolicyCommands implements Group {
    private static final String POLICIES = "policies";
    private static final String OPERATOR_POLICIES = "operator-policies";
    private static final List<String> OBJECTS =
            List.of("queues", "exchanges", "classic_queues", "quorum_queues", "streams");

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "set_policy" -> Command.of(call -> "Setting policy " + of(call), call -> set(call, POLICIES));
            case "set_operator_policy" ->
                Command.of(
                        call -> "Setting operator policy override " + of(call), call -> set(call, OPERATOR_POLICIES));
            case "clear_policy" ->
                Command.of(
                        call -> "Clearing policy \"" + call.argument(0) + "\" on vhost \"" + call.virtualHost()
                                + "\" ...",
                        call -> clear(call, POLICIES));
            case "clear_operator_policy" ->
                Command.of(
                        call -> "Clearing operator policy \"" + call.argument(0) + "\" on vhost \"" + call.virtualHost()
                                + "\" ...",
                        call -> clear(call, OPERATOR_POLICIES));
            case "list_policies" ->
                Command.of(
                        call -> "Listing policies for vhost \"" + call.virtualHost() + "\" ...",
                        call -> list(call, POLICIES));
            case "list_operator_policies" ->
                Command.of(
                        call -> "Listing operator policy overrides for vhost \"" + call.virtualHost() + "\" ...",
                        call -> list(call, OPERATOR_POLICIES));
            case "list_policies_that_match" ->
                Command.of(
                                call -> "Listing policies that match " + call.option("object-type", "queue") + " '"
                                        + call.argument(0) + "' in vhost '" + call.virtualHost() + "' ...",
                                PolicyCommands::matching)
                        .checking(PolicyCommands::checkObject);
            default -> null;
        };
    }

    private static String of(Call call) {
        return "\"" + call.argument(0) + "\" for pattern \"" + call.argument(1) + "\" to \"" + call.argument(2)
                + "\" with priority \"" + call.option("priority", "0") + "\" for vhost \"" + call.virtualHost()
                + "\" ...";
    }

    private static Outcome set(Call call, String what) throws Failure, UnreachableException {
        JsonObject policy = JsonObject.of()
                .with("pattern", call.argument(1))
                .with("definition", Definition.of(call.argument(2)))
                .with("priority", Integer.parseInt(call.option("priority", "0")))
                .with("apply-to", call.option("apply-to", "all"));
        Existing.virtualHost(call, call.virtualHost());
        ok(call.api().put(policy, what, call.virtualHost(), call.argument(0)));
        return Outcome.done();
    }

    private static Outcome clear(Call call, String what) throws Failure, UnreachableException {
        Existing.virtualHost(call, call.virtualHost());
        Answer answer = call.api().delete(what, call.virtualHost(), call.argument(0));
        if (answer.isNotFound()) {
            throw Failure.of(Exit.UNAVAILABLE, "Parameter does not exist");
        }
        ok(answer);
        return Outcome.done();
    }

    private static Outcome list(Call call, String what) throws Failure, UnreachableException {
        return Outcome.table(rows(policies(call, what)));
    }

    private static List<JsonObject> policies(Call call, String what) throws Failure, UnreachableException {
        Answer answer = call.api().get(what, call.virtualHost());
        if (answer.isNotFound()) {
            throw Existing.noVirtualHost(call.virtualHost());
        }
        return ok(answer).objects();
    }

    private static Rows rows(List<JsonObject> policies) {
        Rows rows = new Rows("vhost", "name", "pattern", "apply-to", "definition", "priority");
        for (JsonObject policy : policies) {
            rows.add(Arrays.asList(
                    policy.text("vhost"),
                    policy.text("name"),
                    policy.text("pattern"),
                    policy.text("apply-to"),
                    Json.text(policy.value("definition")),
                    policy.value("priority")));
        }
        return rows;
    }

    private static void checkObject(Call call) throws Failure {
        String type = call.option("object-type", "queue");
        if (!type.equals("queue") && !type.equals("exchange") && !type.equals("quorum_queue")) {
            throw Failure.badArgument("object type should be queue or exchange");
        }
    }

    /** Highest priority first, as policies win. */
    private static Outcome matching(Call call) throws Failure, UnreachableException {
        boolean isExchange = call.option("object-type", "queue").equals("exchange");
        List<JsonObject> matching = new ArrayList<>();
        for (JsonObject policy : policies(call, POLICIES)) {
            String objects = policy.text("apply-to");
            boolean applies =
                    objects.equals("all") || (OBJECTS.contains(objects) && objects.equals("exchanges") == isExchange);
            if (applies && matches(policy.text("pattern"), call.argument(0))) {
                matching.add(policy);
            }
        }
        matching.sort((one, other) -> Long.compare(other.number("priority"), one.number("priority")));
        return Outcome.table(rows(matching));
    }

    private static boolean matches(String pattern, String name) {
        try {
            return Pattern.compile(pattern).matcher(name).find();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }
}
