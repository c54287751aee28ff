// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.Answer;
import io.leveret.cli.node.Api;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;
import io.leveret.cli.output.Rows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done with single messages. RabbitMQ has none of these commands. */
final class MessageCommands implements Group {
    private static final String EXCHANGES = "exchanges";
    private static final String DELAYED = "delayed";

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "list_delayed_messages" ->
                Command.of(
                        call -> "Listing delayed messages of exchange '" + call.argument(0) + "' in vhost '"
                                + call.virtualHost() + "' ...",
                        MessageCommands::listDelayed);
            case "cancel_delayed_message" ->
                Command.of(
                        call -> "Cancelling delayed message " + call.argument(1) + " of exchange '" + call.argument(0)
                                + "' in vhost '" + call.virtualHost() + "' ...",
                        MessageCommands::cancelDelayed);
            case "peek_queue" ->
                Command.of(
                        call -> "Peeking into queue '" + call.argument(0) + "' in vhost '" + call.virtualHost()
                                + "' ...",
                        MessageCommands::peek);
            default -> null;
        };
    }

    private static Outcome peek(Call call) throws Failure, UnreachableException {
        String query =
                query(call, List.of("count", "after", "position", "message_id", "header", "value", "since", "until"));
        Answer answer = call.api().getRaw(Api.path("queues", call.virtualHost(), call.argument(0), "peek") + query);
        if (answer.isNotFound()) {
            throw Failure.bare(Exit.DATA, "Queue '" + call.argument(0) + "' does not exist");
        }
        Rows rows = new Rows("id", "state", "deliveries", "routing_key", "payload_bytes", "payload");
        for (JsonObject message : ok(answer).object().objects("messages")) {
            rows.add(message);
        }
        return Outcome.table(rows);
    }

    private static Outcome listDelayed(Call call) throws Failure, UnreachableException {
        String query = query(call, List.of("count", "after"));
        Answer answer = call.api().getRaw(Api.path(EXCHANGES, call.virtualHost(), call.argument(0), DELAYED) + query);
        if (answer.isNotFound()) {
            throw Failure.bare(
                    Exit.DATA,
                    "Exchange '" + call.argument(0) + "' does not exist or is not of the type" + " x-delayed-message");
        }
        Rows rows = new Rows("id", "due", "routing_key", "payload_bytes", "payload");
        for (JsonObject message : ok(answer).object().objects("messages")) {
            rows.add(message);
        }
        return Outcome.table(rows);
    }

    private static Outcome cancelDelayed(Call call) throws Failure, UnreachableException {
        Answer answer = call.api().delete(EXCHANGES, call.virtualHost(), call.argument(0), DELAYED, call.argument(1));
        if (answer.isNotFound()) {
            throw Failure.bare(Exit.DATA, "No such message waits there");
        }
        ok(answer);
        return Outcome.done();
    }

    /** The options that were given, as a query string. */
    private static String query(Call call, List<String> names) {
        List<String> given = new ArrayList<>();
        for (String name : names) {
            if (call.has(name)) {
                given.add(name + "=" + Api.encoded(call.option(name, "")));
            }
        }
        return given.isEmpty() ? "" : "?" + String.join("&", given);
    }
}
