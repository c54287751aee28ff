// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.Api;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where a node's log is, its end, and what is added to it. */
final class LogCommands implements Group {
    private static final int LINES = 50;
    private static final int PAUSE_MILLIS = 200;

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "log_location" ->
                Command.of(
                        call -> "Log file location(s) on node " + call.node() + " ...",
                        call -> locations(call, call.flag("all")));
            case "log_tail" ->
                Command.of(
                        call -> "Last " + lines(call) + " log lines on node " + call.node() + " ...",
                        call -> Outcome.text(String.join("\n", texts(tail(call, "?lines=" + lines(call)), "lines"))));
            case "log_tail_stream" ->
                Command.of(
                        call -> "Streaming logs from node " + call.node()
                                + (call.option("duration", "").isEmpty()
                                        ? " ..."
                                        : " for " + call.option("duration", "") + " seconds ..."),
                        LogCommands::follow);
            default -> null;
        };
    }

    private static int lines(Call call) {
        return Math.max(0, Integer.parseInt(call.option("number", Integer.toString(LINES))));
    }

    private static Outcome locations(Call call, boolean all) throws Failure, UnreachableException {
        List<String> known =
                texts(ok(call.api().get("leveret", "log-locations")).object(), "paths");
        List<String> paths = all || known.isEmpty() ? known : known.subList(0, 1);
        return new Outcome.Text(
                String.join("\n", paths),
                JsonObject.of()
                        .with("node_name", call.node())
                        .with("paths", paths)
                        .with("result", "ok"));
    }

    private static JsonObject tail(Call call, String query) throws Failure, UnreachableException {
        return ok(call.api().getRaw(Api.path("leveret", "log") + query)).object();
    }

    private static List<String> texts(JsonObject object, String name) {
        return object.list(name).stream().map(String::valueOf).toList();
    }

    /** Until the time is over, the node is, or the operator has had enough. */
    private static Outcome follow(Call call) throws Failure, UnreachableException {
        String duration = call.option("duration", "");
        long seconds = duration.isEmpty() ? Long.MAX_VALUE : Long.parseLong(duration);
        long start = System.nanoTime();
        long last = tail(call, "?lines=0").number("last");
        while (TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) < seconds) {
            JsonObject more = tail(call, "?after=" + last);
            texts(more, "lines").forEach(call.console()::say);
            last = more.number("last");
            NodeCommands.pause(PAUSE_MILLIS);
        }
        return Outcome.done();
    }
}
