// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Stopping a node, its listeners, and starting these again. */
final class NodeCommands implements Group {
    private static final int SHUTDOWN_MILLIS = 120_000;
    private static final int PAUSE_MILLIS = 100;

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "stop" ->
                Command.of(
                        call -> "Stopping and halting node " + call.node()
                                + (call.arguments().isEmpty()
                                        ? ""
                                        : " (will monitor pid file " + call.argument(0) + ")")
                                + " ...",
                        NodeCommands::stop);
            case "shutdown" -> Command.silent(NodeCommands::shutdown);
            case "stop_app" ->
                Command.of(
                        call -> "Stopping rabbit application on node " + call.node() + " ...",
                        call -> listen(call, false, true));
            case "start_app" ->
                Command.of(call -> "Starting node " + call.node() + " ...", call -> listen(call, true, false));
            case "suspend_listeners" ->
                Command.of(
                        call -> "Will suspend client connection listeners on node " + call.node()
                                + ". The node will no longer accept client connections!",
                        call -> listen(call, false, false));
            case "resume_listeners" ->
                Command.of(
                        call -> "Will resume client connection listeners on node " + call.node()
                                + ". The node will now accept client connections",
                        call -> listen(call, true, false));
            case "drain" ->
                Command.of(
                        call -> "Will put node " + call.node()
                                + " into maintenance mode. The node will no longer serve any " + "client traffic!",
                        call -> listen(call, false, true));
            case "revive" ->
                Command.of(
                        call -> "Will put node " + call.node()
                                + " back into regular operating mode. The node will again "
                                + "serve client traffic and host queue leaders",
                        call -> listen(call, true, false));
            case "force_gc" ->
                Command.of(
                        call -> "Will ask all processes on node " + call.node() + " to schedule a full sweep GC",
                        NodeCommands::collect);
            case "rotate_logs" ->
                Command.silent(call -> {
                    throw Failure.of(Exit.UNAVAILABLE, "This command does not rotate logs anymore [deprecated]");
                });
            default -> null;
        };
    }

    private static Outcome stop(Call call) throws Failure, UnreachableException {
        if (call.target().url() == null && call.flag("idempotent")) {
            return Outcome.text("Node " + call.node() + " is no longer running");
        }
        ask(call);
        if (call.arguments().isEmpty()) {
            return Outcome.done();
        }
        awaitEnd(call, call.target().pid());
        return Outcome.text("process " + call.target().pid() + " (take from pid file " + call.argument(0)
                + ") is no longer running");
    }

    private static void ask(Call call) throws Failure, UnreachableException {
        ok(call.api().post(JsonObject.of(), "leveret", "stop"));
    }

    private static Outcome shutdown(Call call) throws Failure, UnreachableException {
        long pid = ok(call.api().get("leveret", "status")).object().number("pid");
        boolean wait = !"false".equals(call.option("wait", "true"));
        if (wait) {
            call.console().say("Shutting down RabbitMQ node " + call.node() + " running at PID " + pid);
        }
        ask(call);
        if (!wait) {
            return Outcome.done();
        }
        call.console().say("Waiting for PID " + pid + " to terminate");
        awaitEnd(call, pid);
        return Outcome.text("RabbitMQ node " + call.node() + " running at PID " + pid + " successfully shut down");
    }

    private static void awaitEnd(Call call, long pid) throws Failure {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(call.timeoutMillis(SHUTDOWN_MILLIS));
        while (ProcessHandle.of(pid).isPresent()) {
            if (System.nanoTime() > end) {
                throw Failure.bare(Exit.TEMPORARY, "Error: process " + pid + " has not ended in time");
            }
            pause(PAUSE_MILLIS);
        }
    }

    /** Before another look at what cannot tell when to look, as a process, or because the operator wants it so. */
    static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Outcome listen(Call call, boolean serving, boolean disconnect) throws Failure, UnreachableException {
        ok(call.api()
                .put(JsonObject.of().with("serving", serving).with("disconnect", disconnect), "leveret", "listeners"));
        return Outcome.done();
    }

    private static Outcome collect(Call call) throws Failure, UnreachableException {
        ok(call.api().post(JsonObject.of(), "leveret", "collect"));
        return Outcome.done();
    }
}
