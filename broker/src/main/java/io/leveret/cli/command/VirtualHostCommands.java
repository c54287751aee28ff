// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.Answer;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;
import io.leveret.cli.output.Rows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Virtual hosts and what is said of them. */
final class VirtualHostCommands implements Group {
    private static final String PATH = "vhosts";
    private static final String TYPE = "default-queue-type";
    private static final List<String> TYPES = List.of("quorum", "stream", "classic");
    private static final Columns COLUMNS = new Columns(
            List.of("name"),
            "name description tags default_queue_type protected_from_deletion tracing cluster_state metadata");

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "list_vhosts" ->
                Command.of(call -> "Listing vhosts ...", VirtualHostCommands::list)
                        .checking(COLUMNS::check);
            case "add_vhost" ->
                Command.of(call -> "Adding vhost \"" + call.argument(0) + "\" ...", VirtualHostCommands::add)
                        .checking(VirtualHostCommands::checkType);
            case "delete_vhost" ->
                Command.of(call -> "Deleting vhost \"" + call.argument(0) + "\" ...", VirtualHostCommands::delete);
            case "set_vhost_tags" ->
                Command.of(
                        call -> "Setting tags for virtual host \"" + call.argument(0) + "\" to ["
                                + String.join(", ", tags(call)) + "] ...",
                        VirtualHostCommands::setTags);
            case "update_vhost_metadata" ->
                Command.of(
                                call -> "Updating metadata of vhost \"" + call.argument(0) + "\" ...",
                                VirtualHostCommands::update)
                        .checking(VirtualHostCommands::checkUpdate);
            case "enable_vhost_deletion_protection" ->
                Command.of(
                        call -> "Protecting virtual host \"" + call.argument(0)
                                + "\" from removal by updating its metadata...",
                        call -> protect(call, true));
            case "disable_vhost_deletion_protection" ->
                Command.of(
                        call -> "Removing deletion protection from virtual host \"" + call.argument(0)
                                + "\" by updating its metadata...",
                        call -> protect(call, false));
            case "restart_vhost" ->
                Command.of(
                        call -> "Trying to restart vhost '" + call.virtualHost() + "' on node '" + call.node()
                                + "' ...",
                        VirtualHostCommands::restart);
            case "reconcile_vhosts" ->
                Command.of(
                        call -> "Will try to initiate virtual host reconciliation on all reachable cluster nodes...",
                        call -> Outcome.done());
            case "trace_on" ->
                Command.of(
                        call -> "Starting tracing for vhost \"" + call.virtualHost() + "\" ...",
                        call -> trace(call, true, "Trace enabled for vhost "));
            case "trace_off" ->
                Command.of(
                        call -> "Stopping tracing for vhost \"" + call.virtualHost() + "\" ...",
                        call -> trace(call, false, "Trace disabled for vhost "));
            default -> null;
        };
    }

    private static Outcome list(Call call) throws Failure, UnreachableException {
        List<String> columns = COLUMNS.of(call);
        Rows rows = new Rows(columns);
        for (JsonObject virtualHost : ok(call.api().get(PATH)).objects()) {
            JsonObject row = JsonObject.of();
            for (String column : columns) {
                row.with(column, column(virtualHost, column));
            }
            rows.add(row);
        }
        return Outcome.table(rows);
    }

    private static @Nullable Object column(JsonObject virtualHost, String column) {
        return switch (column) {
            case "cluster_state" -> {
                List<Object> nodes = new ArrayList<>();
                virtualHost
                        .object(column)
                        .fields()
                        .forEach((node, state) -> nodes.add("{" + node + ", " + state + "}"));
                yield nodes;
            }
            case "default_queue_type", "protected_from_deletion" -> {
                Object value = virtualHost.value(column);
                yield value != null ? value : virtualHost.object("metadata").value(column);
            }
            default -> virtualHost.value(column);
        };
    }

    private static void checkType(Call call) throws Failure {
        if (call.has(TYPE)) {
            String type = call.option(TYPE, "");
            if (type.isEmpty()) {
                throw Failure.badArgument("Default queue type must not be an empty string");
            }
            if (!TYPES.contains(type)) {
                throw Failure.badArgument(
                        "Default queue type must be one of: " + String.join(", ", TYPES) + ". Provided: " + type);
            }
        }
    }

    private static Outcome add(Call call) throws Failure, UnreachableException {
        JsonObject body = JsonObject.of()
                .with("description", call.option("description", ""))
                .with("tags", call.option("tags", ""));
        if (call.has(TYPE)) {
            body.with("default_queue_type", call.option(TYPE, ""));
        }
        // A virtual host that is there already keeps what is said of it.
        Answer present = call.api().get(PATH, call.argument(0));
        if (present.isNotFound()) {
            ok(call.api().put(body, PATH, call.argument(0)));
        } else {
            ok(present);
        }
        return Outcome.done();
    }

    private static Outcome delete(Call call) throws Failure, UnreachableException {
        Existing.virtualHost(call, call.argument(0));
        ok(call.api().delete(PATH, call.argument(0)));
        return Outcome.done();
    }

    private static List<String> tags(Call call) {
        return call.arguments().subList(1, call.arguments().size());
    }

    private static Outcome setTags(Call call) throws Failure, UnreachableException {
        String name = call.argument(0);
        Answer present = call.api().get(PATH, name);
        if (present.isNotFound()) {
            throw Failure.of(
                    Exit.DATA,
                    "Virtual host \"" + name + "\" does not exist",
                    Existing.error(call, "Virtual host \"" + name + "\" does not exists"));
        }
        return change(call, ok(present).object(), JsonObject.of().with("tags", String.join(",", tags(call))));
    }

    private static void checkUpdate(Call call) throws Failure {
        if (!call.has("description") && !call.has("tags") && !call.has(TYPE) && !call.has("protected-from-deletion")) {
            throw Failure.usage("not enough arguments.");
        }
        checkType(call);
    }

    private static Outcome update(Call call) throws Failure, UnreachableException {
        JsonObject changes = JsonObject.of();
        for (String option : List.of("description", "tags", TYPE)) {
            if (call.has(option)) {
                changes.with(option.replace('-', '_'), call.option(option, ""));
            }
        }
        if (call.has("protected-from-deletion")) {
            changes.with("protected_from_deletion", call.flag("protected-from-deletion"));
        }
        return change(call, Existing.virtualHost(call, call.argument(0)), changes);
    }

    private static Outcome protect(Call call, boolean isProtected) throws Failure, UnreachableException {
        return change(
                call,
                Existing.virtualHost(call, call.argument(0)),
                JsonObject.of().with("protected_from_deletion", isProtected));
    }

    /** The API sets all that is said of a virtual host at once. */
    private static Outcome change(Call call, JsonObject present, JsonObject changes)
            throws Failure, UnreachableException {
        JsonObject body = JsonObject.of()
                .with("description", present.text("description"))
                .with(
                        "tags",
                        String.join(
                                ",",
                                present.list("tags").stream()
                                        .map(String::valueOf)
                                        .toList()))
                .with("tracing", present.isTrue("tracing"));
        for (String name : List.of("default_queue_type", "protected_from_deletion")) {
            Object value = column(present, name);
            if (value != null && !value.equals("undefined")) {
                body.with(name, value);
            }
        }
        changes.fields().forEach(body::with);
        ok(call.api().put(body, PATH, present.text("name")));
        return Outcome.done();
    }

    private static Outcome restart(Call call) throws Failure, UnreachableException {
        Existing.virtualHost(call, call.virtualHost());
        return Outcome.text("Vhost '" + call.virtualHost() + "' is already running on node '" + call.node() + "'");
    }

    private static Outcome trace(Call call, boolean on, String said) throws Failure, UnreachableException {
        change(
                call,
                Existing.virtualHost(call, call.virtualHost()),
                JsonObject.of().with("tracing", on));
        if (Existing.virtualHost(call, call.virtualHost()).isTrue("tracing") != on) {
            throw Failure.bare(Exit.UNAVAILABLE, "Error: node " + call.node() + " does not trace messages");
        }
        return Outcome.text(said + call.virtualHost());
    }
}
