// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be set while the node runs, and until it stops. */
final class SettingsCommands implements Group {
    private static final List<String> LEVELS =
            List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency", "none");

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "set_log_level" ->
                Command.of(
                                call -> "Setting log level to \"" + call.argument(0) + "\" ...",
                                call -> put(call, JsonObject.of().with("level", call.argument(0)), "log-level"))
                        .checking(SettingsCommands::checkLevel);
            case "set_disk_free_limit" ->
                Command.of(SettingsCommands::diskBanner, SettingsCommands::setDisk)
                        .checking(SettingsCommands::disk);
            case "set_vm_memory_high_watermark" ->
                Command.of(
                                call -> "Setting memory threshold on " + call.node() + " to "
                                        + (isAbsolute(call) ? call.argument(1) + " bytes" : call.argument(0)) + " ...",
                                call -> put(call, memory(call), "memory-limit"))
                        .checking(SettingsCommands::memory);
            default -> null;
        };
    }

    private static Outcome put(Call call, JsonObject body, String what) throws Failure, UnreachableException {
        ok(call.api().put(body, "leveret", what));
        return Outcome.done();
    }

    private static void checkLevel(Call call) throws Failure {
        if (!LEVELS.contains(call.argument(0))) {
            throw Failure.of(
                    Exit.UNAVAILABLE,
                    "level " + call.argument(0)
                            + " is not supported. Try one of debug, info, warning, error, critical, none");
        }
    }

    private static boolean isRelative(Call call) {
        return call.argument(0).equals("mem_relative");
    }

    private static String diskBanner(Call call) {
        String node = "Setting disk free limit on " + call.node() + " to ";
        return isRelative(call)
                ? node + call.argument(1) + " times the total RAM ..."
                : node + call.argument(0) + " bytes ...";
    }

    private static JsonObject disk(Call call) throws Failure {
        count(call, isRelative(call));
        return isRelative(call)
                ? JsonObject.of().with("share", Numbers.fraction(call.argument(1)))
                : JsonObject.of().with("bytes", Numbers.bytes(call.argument(0)));
    }

    private static Outcome setDisk(Call call) throws Failure, UnreachableException {
        return put(call, disk(call), "disk-free-limit");
    }

    private static void count(Call call, boolean two) throws Failure {
        if (two && call.arguments().size() < 2) {
            throw Failure.usage("not enough arguments.");
        }
        if (!two && call.arguments().size() > 1) {
            throw Failure.usage("too many arguments.");
        }
    }

    private static boolean isAbsolute(Call call) {
        return call.argument(0).equals("absolute");
    }

    private static JsonObject memory(Call call) throws Failure {
        count(call, isAbsolute(call));
        if (isAbsolute(call)) {
            return JsonObject.of().with("bytes", Numbers.bytes(call.argument(1)));
        }
        double share;
        try {
            share = Double.parseDouble(call.argument(0));
        } catch (NumberFormatException e) {
            throw Failure.badArgument();
        }
        if (!(share >= 0 && share <= 1)) {
            throw Failure.badArgument("The threshold should be a fraction between 0.0 and 1.0");
        }
        return JsonObject.of().with("share", share);
    }
}
