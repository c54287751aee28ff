// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.Answer;
import io.leveret.cli.node.Api;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;
import org.jspecify.annotations.Nullable;

/** What is done to one queue. */
final class QueueCommands implements Group {
    private static final String QUEUES = "queues";

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "purge_queue" ->
                Command.of(
                        call -> "Purging queue '" + call.argument(0) + "' in vhost '" + call.virtualHost() + "' ...",
                        QueueCommands::purge);
            case "delete_queue" ->
                Command.of(QueueCommands::deleteBanner, QueueCommands::delete).checking(call -> {
                    if (call.argument(0).isEmpty()) {
                        throw Failure.badArgument("queue name cannot be an empty string");
                    }
                });
            default -> null;
        };
    }

    private static Outcome purge(Call call) throws Failure, UnreachableException {
        Answer answer = call.api().delete(QUEUES, call.virtualHost(), call.argument(0), "contents");
        if (answer.isNotFound()) {
            throw Failure.bare(Exit.DATA, "Object (queue, stream, exchange, etc) was not found");
        }
        ok(answer);
        return Outcome.done();
    }

    private static String deleteBanner(Call call) {
        String conditions = (call.flag("if-empty") ? "if queue is empty " : "")
                + (call.flag("if-empty") && call.flag("if-unused") ? "and " : "")
                + (call.flag("if-unused") ? "if queue is unused " : "");
        return "Deleting queue '" + call.argument(0) + "' on vhost '" + call.virtualHost() + "' " + conditions + "...";
    }

    private static Outcome delete(Call call) throws Failure, UnreachableException {
        Api api = call.api();
        Answer present = api.get(QUEUES, call.virtualHost(), call.argument(0));
        if (present.isNotFound()) {
            throw Failure.of(Exit.USAGE, "No such queue was found");
        }
        JsonObject queue = ok(present).object();
        Answer answer = api.deleteRaw(Api.path(QUEUES, call.virtualHost(), call.argument(0)) + "?if-empty="
                + call.flag("if-empty") + "&if-unused=" + call.flag("if-unused"));
        if (!answer.isOk()) {
            throw refused(answer);
        }
        return Outcome.text(
                "Queue was successfully deleted with " + queue.number("messages_ready") + " ready messages");
    }

    private static Failure refused(Answer answer) {
        String reason = answer.reason();
        if (reason.contains("not empty")) {
            return Failure.of(Exit.USAGE, "The queue is not empty");
        }
        if (reason.contains("in use")) {
            return Failure.of(Exit.USAGE, "The queue is in use");
        }
        if (reason.contains("RESOURCE_LOCKED")) {
            return Failure.of(Exit.USAGE, "The queue is locked or protected from deletion");
        }
        return Failure.refused(answer);
    }
}
