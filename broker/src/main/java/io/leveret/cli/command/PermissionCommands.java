// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.Answer;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;
import io.leveret.cli.output.Rows;
import org.jspecify.annotations.Nullable;

/** Who may do what in a virtual host, and with a topic exchange. */
final class PermissionCommands implements Group {
    private static final String PERMISSIONS = "permissions";
    private static final String TOPIC_PERMISSIONS = "topic-permissions";

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "set_permissions" ->
                Command.of(
                        call -> "Setting permissions for user \"" + call.argument(0) + "\" in vhost \""
                                + call.virtualHost() + "\" ...",
                        PermissionCommands::set);
            case "set_permissions_globally" ->
                Command.of(
                        call -> "Setting permissions for user \"" + call.argument(0) + "\" in all virtual hosts ...",
                        PermissionCommands::setGlobally);
            case "clear_permissions" ->
                Command.of(
                        call -> "Clearing permissions for user \"" + call.argument(0) + "\" in vhost \""
                                + call.virtualHost() + "\" ...",
                        PermissionCommands::clear);
            case "list_permissions" ->
                Command.of(
                        call -> "Listing permissions for vhost \"" + call.virtualHost() + "\" ...",
                        call -> ofVirtualHost(call, PERMISSIONS, new Rows("user", "configure", "write", "read")));
            case "list_user_permissions" ->
                Command.of(
                        call -> "Listing permissions for user \"" + call.argument(0) + "\" ...",
                        call -> ofUser(call, PERMISSIONS, true, new Rows("vhost", "configure", "write", "read")));
            case "set_topic_permissions" ->
                Command.of(
                        call -> "Setting topic permissions on \"" + call.argument(1) + "\" for user \""
                                + call.argument(0) + "\" in vhost \"" + call.virtualHost() + "\" ...",
                        PermissionCommands::setTopic);
            case "clear_topic_permissions" ->
                Command.of(PermissionCommands::clearTopicBanner, PermissionCommands::clearTopic);
            case "list_topic_permissions" ->
                Command.of(
                        call -> "Listing topic permissions for vhost \"" + call.virtualHost() + "\" ...",
                        call -> ofVirtualHost(call, TOPIC_PERMISSIONS, new Rows("user", "exchange", "write", "read")));
            case "list_user_topic_permissions" ->
                Command.of(
                        call -> "Listing topic permissions for user \"" + call.argument(0) + "\" ...",
                        call -> ofUser(call, TOPIC_PERMISSIONS, false, new Rows("vhost", "exchange", "write", "read")));
            default -> null;
        };
    }

    private static Outcome set(Call call) throws Failure, UnreachableException {
        user(call);
        set(call, virtualHost(call));
        return Outcome.done();
    }

    private static Outcome setGlobally(Call call) throws Failure, UnreachableException {
        user(call);
        for (JsonObject virtualHost : ok(call.api().get("vhosts")).objects()) {
            set(call, virtualHost.text("name"));
        }
        return Outcome.done();
    }

    private static void set(Call call, String virtualHost) throws Failure, UnreachableException {
        ok(call.api()
                .put(
                        JsonObject.of()
                                .with("configure", call.argument(1))
                                .with("write", call.argument(2))
                                .with("read", call.argument(3)),
                        PERMISSIONS,
                        virtualHost,
                        call.argument(0)));
    }

    private static Outcome clear(Call call) throws Failure, UnreachableException {
        user(call);
        Existing.gone(call.api().delete(PERMISSIONS, virtualHost(call), call.argument(0)));
        return Outcome.done();
    }

    private static Outcome setTopic(Call call) throws Failure, UnreachableException {
        user(call);
        ok(call.api()
                .put(
                        JsonObject.of()
                                .with("exchange", call.argument(1))
                                .with("write", call.argument(2))
                                .with("read", call.argument(3)),
                        TOPIC_PERMISSIONS,
                        virtualHost(call),
                        call.argument(0)));
        return Outcome.done();
    }

    private static String clearTopicBanner(Call call) {
        String exchange = call.arguments().size() > 1 ? "on \"" + call.argument(1) + "\" " : "";
        return "Clearing topic permissions " + exchange + "for user \"" + call.argument(0) + "\" in vhost \""
                + call.virtualHost() + "\" ...";
    }

    private static Outcome clearTopic(Call call) throws Failure, UnreachableException {
        user(call);
        String virtualHost = virtualHost(call);
        Existing.gone(
                call.arguments().size() > 1
                        ? call.api().delete(TOPIC_PERMISSIONS, virtualHost, call.argument(0), call.argument(1))
                        : call.api().delete(TOPIC_PERMISSIONS, virtualHost, call.argument(0)));
        return Outcome.done();
    }

    private static void user(Call call) throws Failure, UnreachableException {
        Existing.user(call, call.argument(0), "User " + call.argument(0) + " does not exist");
    }

    /** Not the words of most commands, and not their exit code. */
    private static String virtualHost(Call call) throws Failure, UnreachableException {
        String name = call.virtualHost();
        Answer answer = call.api().get("vhosts", name);
        if (answer.isNotFound()) {
            String problem = "Virtual host " + name + " does not exist";
            throw Failure.of(Exit.UNAVAILABLE, problem, Existing.error(call, problem));
        }
        ok(answer);
        return name;
    }

    private static Outcome ofVirtualHost(Call call, String what, Rows rows) throws Failure, UnreachableException {
        Answer answer = call.api().get("vhosts", call.virtualHost(), what);
        if (answer.isNotFound()) {
            throw Existing.noVirtualHost(call.virtualHost());
        }
        ok(answer).objects().forEach(rows::add);
        return Outcome.table(rows);
    }

    private static Outcome ofUser(Call call, String what, boolean headers, Rows rows)
            throws Failure, UnreachableException {
        Answer answer = call.api().get("users", call.argument(0), what);
        if (answer.isNotFound()) {
            throw Existing.noUser(call.argument(0));
        }
        ok(answer).objects().forEach(rows::add);
        return new Outcome.Table(rows, headers, false, false);
    }
}
