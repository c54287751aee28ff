// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.Answer;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.Json;
import io.leveret.cli.output.JsonObject;
import io.leveret.cli.output.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Limits of users and of virtual hosts. */
final class LimitCommands implements Group {
    private static final String USER_LIMITS = "user-limits";
    private static final String VIRTUAL_HOST_LIMITS = "vhost-limits";
    private static final List<String> OF_USERS = List.of("max-connections", "max-channels");
    private static final List<String> OF_VIRTUAL_HOSTS = List.of("max-connections", "max-queues");

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "set_user_limits" ->
                Command.of(
                        call -> "Setting user limits to \"" + call.argument(1) + "\" for user \"" + call.argument(0)
                                + "\" ...",
                        LimitCommands::setOfUser);
            case "clear_user_limits" ->
                Command.of(
                        call -> call.argument(1).equals("all")
                                ? "Clearing all limits for user \"" + call.argument(0) + "\" ..."
                                : "Clearing \"" + call.argument(1) + "\" limit for user \"" + call.argument(0)
                                        + "\" ...",
                        LimitCommands::clearOfUser);
            case "list_user_limits" ->
                Command.of(
                        call -> call.flag("global")
                                ? "Listing limits for all users ..."
                                : "Listing limits for user \"" + user(call) + "\" ...",
                        LimitCommands::listOfUsers);
            case "set_vhost_limits" ->
                Command.of(
                        call -> "Setting vhost limits to \"" + call.argument(0) + "\" for vhost \"" + call.virtualHost()
                                + "\" ...",
                        LimitCommands::setOfVirtualHost);
            case "clear_vhost_limits" ->
                Command.of(
                        call -> "Clearing vhost \"" + call.virtualHost() + "\" limits ...",
                        LimitCommands::clearOfVirtualHost);
            case "list_vhost_limits" ->
                Command.of(
                        call -> call.flag("global")
                                ? "Listing limits for all vhosts ..."
                                : "Listing limits for vhost \"" + call.virtualHost() + "\" ...",
                        LimitCommands::listOfVirtualHosts);
            default -> null;
        };
    }

    private static String user(Call call) {
        return call.option("user", "guest");
    }

    private static Outcome setOfUser(Call call) throws Failure, UnreachableException {
        String user = call.argument(0);
        JsonObject limits = Definition.object(call.argument(1));
        List<String> unknown = unknown(limits, OF_USERS);
        if (!unknown.isEmpty()) {
            throw Failure.of(Exit.UNAVAILABLE, "Unrecognised terms [" + String.join(",", unknown) + "] in user-limits");
        }
        requireUser(call, user);
        set(call, limits, USER_LIMITS, user);
        return Outcome.done();
    }

    private static void requireUser(Call call, String user) throws Failure, UnreachableException {
        Answer answer = call.api().get("users", user);
        if (answer.isNotFound()) {
            throw Existing.noUser(user);
        }
        ok(answer);
    }

    private static List<String> unknown(JsonObject limits, List<String> known) {
        List<String> unknown = new ArrayList<>();
        limits.fields().forEach((name, value) -> {
            if (!known.contains(name)) {
                unknown.add("{<<\"" + name + "\">>," + value + "}");
            }
        });
        return unknown;
    }

    private static void set(Call call, JsonObject limits, String what, String whose)
            throws Failure, UnreachableException {
        for (Map.Entry<String, @Nullable Object> limit : limits.fields().entrySet()) {
            ok(call.api().put(JsonObject.of().with("value", limit.getValue()), what, whose, limit.getKey()));
        }
    }

    private static Outcome clearOfUser(Call call) throws Failure, UnreachableException {
        requireUser(call, call.argument(0));
        if (call.argument(1).equals("all")) {
            clear(call, OF_USERS, USER_LIMITS, call.argument(0));
        } else {
            clear(call, List.of(call.argument(1)), USER_LIMITS, call.argument(0));
        }
        return Outcome.done();
    }

    private static void clear(Call call, List<String> limits, String what, String whose)
            throws Failure, UnreachableException {
        for (String limit : limits) {
            Existing.gone(call.api().delete(what, whose, limit));
        }
    }

    private static Outcome listOfUsers(Call call) throws Failure, UnreachableException {
        if (call.flag("global")) {
            return all(call, USER_LIMITS, "user");
        }
        requireUser(call, user(call));
        return one(call, USER_LIMITS, user(call));
    }

    private static Outcome setOfVirtualHost(Call call) throws Failure, UnreachableException {
        JsonObject limits = Definition.object(call.argument(0));
        List<String> unknown = unknown(limits, OF_VIRTUAL_HOSTS);
        if (!unknown.isEmpty()) {
            throw Failure.of(
                    Exit.UNAVAILABLE,
                    "Validation failed\n\nUnrecognised terms [" + String.join(",", unknown) + "] in limits\n");
        }
        Existing.virtualHost(call, call.virtualHost());
        set(call, limits, VIRTUAL_HOST_LIMITS, call.virtualHost());
        return Outcome.done();
    }

    private static Outcome clearOfVirtualHost(Call call) throws Failure, UnreachableException {
        Existing.virtualHost(call, call.virtualHost());
        clear(call, OF_VIRTUAL_HOSTS, VIRTUAL_HOST_LIMITS, call.virtualHost());
        return Outcome.done();
    }

    private static Outcome listOfVirtualHosts(Call call) throws Failure, UnreachableException {
        if (call.flag("global")) {
            return all(call, VIRTUAL_HOST_LIMITS, "vhost");
        }
        return one(call, VIRTUAL_HOST_LIMITS, call.virtualHost());
    }

    private static Outcome all(Call call, String what, String whose) throws Failure, UnreachableException {
        Rows rows = new Rows(whose, "limits");
        for (JsonObject each : ok(call.api().get(what)).objects()) {
            rows.add(List.of(each.text(whose), Json.text(each.object("value"))));
        }
        return Outcome.table(rows);
    }

    private static Outcome one(Call call, String what, String whose) throws Failure, UnreachableException {
        Answer answer = call.api().get(what, whose);
        List<JsonObject> limits = answer.isNotFound() ? List.of() : ok(answer).objects();
        boolean none = limits.isEmpty();
        if (none && what.equals(VIRTUAL_HOST_LIMITS)) {
            return Outcome.text("");
        }
        return Outcome.text(none ? "{}" : Json.text(limits.get(0).object("value")));
    }
}
