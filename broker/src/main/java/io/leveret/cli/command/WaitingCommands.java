// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import io.leveret.cli.node.Answer;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.Json;
import io.leveret.cli.output.Json.InvalidException;
import io.leveret.cli.output.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whether a node answers, and waiting until it does. */
final class WaitingCommands implements Group {
    private static final int PING_MILLIS = 60_000;
    private static final int WAIT_MILLIS = 10_000;
    private static final int STARTUP_MILLIS = 300_000;
    private static final int PAUSE_MILLIS = 100;
    private static final int MILLIS = 1000;

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "ping" ->
                Command.of(
                        call -> "Will ping " + call.node()
                                + ". This only checks if the OS process is running and registered with epmd. Timeout: "
                                + call.timeoutMillis(PING_MILLIS) + " ms.",
                        WaitingCommands::ping);
            case "await_startup" ->
                Command.silent(call -> {
                    await(call, STARTUP_MILLIS);
                    return Outcome.done();
                });
            case "await_online_nodes" ->
                Command.of(
                                call -> "Will wait for at least " + call.argument(0) + " nodes to join the cluster of "
                                        + call.node() + ". Timeout: " + call.timeoutMillis(STARTUP_MILLIS) / MILLIS
                                        + " seconds.",
                                WaitingCommands::awaitNodes)
                        .checking(call -> Numbers.positive(call.argument(0)));
            case "await_online_quorum_plus_one" ->
                Command.of(
                        call ->
                                "Will wait for a quorum + 1 of nodes to be online for all quorum queues and streams ...",
                        call -> {
                            await(call, STARTUP_MILLIS);
                            return Outcome.done();
                        });
            case "wait" -> Command.silent(WaitingCommands::waitForProcess).checking(WaitingCommands::checkWait);
            default -> null;
        };
    }

    private static Outcome ping(Call call) throws Failure, UnreachableException {
        Answer answer = call.api().get("whoami");
        if (!answer.isOk()) {
            throw Failure.of(
                    Exit.UNAVAILABLE,
                    "Failed to connect and authenticate to " + call.node() + " in " + call.timeoutMillis(PING_MILLIS)
                            + " ms");
        }
        return Outcome.message("Ping succeeded");
    }

    /** A node that is not there yet may leave word of itself elsewhere than the call's target says: it is found anew. */
    private static void await(Call call, int otherwise) throws Failure {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(call.timeoutMillis(otherwise));
        Call now = call;
        while (true) {
            try {
                if (now.api().get("whoami").isOk()) {
                    return;
                }
            } catch (UnreachableException e) {
                // Not yet.
            }
            if (System.nanoTime() > end) {
                throw Failure.bare(
                        Exit.TEMPORARY,
                        "Error: operation " + call.listing().name() + " on node " + call.node()
                                + " timed out. Timeout value used: " + call.timeoutMillis(otherwise));
            }
            NodeCommands.pause(PAUSE_MILLIS);
            now = call.again();
        }
    }

    private static Outcome awaitNodes(Call call) throws Failure, UnreachableException {
        await(call, STARTUP_MILLIS);
        if (Integer.parseInt(call.argument(0)) > 1) {
            throw Failure.bare(
                    Exit.UNAVAILABLE,
                    "Error: there is one node, " + call.node() + ": Leveret has no clusters of several nodes yet");
        }
        return Outcome.done();
    }

    private static void checkWait(Call call) throws Failure {
        if (call.arguments().isEmpty() && !call.has("pid")) {
            throw Failure.usage("\"No pid or pidfile specified\"");
        }
        if (!call.arguments().isEmpty() && call.has("pid")) {
            throw Failure.usage("\"Cannot specify both pid and pidfile\"");
        }
    }

    private static Outcome waitForProcess(Call call) throws Failure {
        long pid = call.has("pid") ? Long.parseLong(call.option("pid", "")) : pid(call);
        say(
                call,
                "Waiting for erlang distribution on node '" + call.node() + "' while OS process '" + pid
                        + "' is running");
        if (ProcessHandle.of(pid).isEmpty()) {
            throw Failure.of(Exit.SOFTWARE, "Error: process is not running.");
        }
        say(call, "Waiting for applications 'rabbit_and_plugins' to start on node '" + call.node() + "'");
        await(call, WAIT_MILLIS);
        say(call, "Applications 'rabbit_and_plugins' are running on node '" + call.node() + "'");
        return Outcome.done();
    }

    private static void say(Call call, String line) {
        if (!call.flag("quiet")) {
            call.console().say(line);
        }
    }

    /** Of a file with nothing but the number, or of a node's own. */
    private static long pid(Call call) throws Failure {
        Path file = Path.of(call.argument(0));
        say(call, "Waiting for pid file '" + file + "' to appear");
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(call.timeoutMillis(WAIT_MILLIS));
        while (true) {
            try {
                String text = Files.readString(file).strip();
                if (!text.isEmpty()) {
                    long pid = text.startsWith("{") && Json.parse(text) instanceof JsonObject node
                            ? node.number("pid")
                            : Long.parseLong(text);
                    say(call, "pid is " + pid);
                    return pid;
                }
            } catch (NumberFormatException | InvalidException e) {
                throw Failure.of(Exit.SOFTWARE, "Error: garbage in pid file.");
            } catch (IOException e) {
                // Not there yet.
            }
            if (System.nanoTime() > end) {
                throw Failure.bare(
                        Exit.TEMPORARY,
                        "Error: operation wait on node " + call.node() + " timed out. Timeout value used: "
                                + call.timeoutMillis(WAIT_MILLIS));
            }
            NodeCommands.pause(PAUSE_MILLIS);
        }
    }
}
