// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code eval} without Erlang: answers the expressions that test suites of RabbitMQ's clients and operators' scripts
 * send, and refuses all others.
 */
final class EvalCommands implements Group {
    private static final Pattern SET_ALARM =
            Pattern.compile("rabbit_alarm:set_alarm\\(\\{\\{resource_limit,(memory|disk),node\\(\\)},\\[]}\\)");
    private static final Pattern CLEAR_ALARM =
            Pattern.compile("rabbit_alarm:clear_alarm\\(\\{resource_limit,(memory|disk),node\\(\\)}\\)");
    private static final Pattern GET_ENV = Pattern.compile("application:get_env\\(rabbit,([a-z_]+)\\)");
    private static final Pattern UNWRAPPED_ENV =
            Pattern.compile("\\{ok,([A-Z]\\w*)}=application:get_env\\(rabbit,([a-z_]+)\\),\\1");
    private static final Pattern SET_ENV = Pattern.compile("application:set_env\\(rabbit,([a-z_]+),(.*)\\)");
    private static final Pattern BLANKS = Pattern.compile("\\s+(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");
    private static final Pattern NAMES = Pattern.compile("\\[(<<\"[^\"]*\">>(,<<\"[^\"]*\">>)*)?]");
    private static final Pattern NAME = Pattern.compile("<<\"([^\"]*)\">>");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "eval" -> Command.silent(call -> evaluate(call, expression(call)));
            case "eval_file" -> Command.silent(call -> evaluate(call, file(call)));
            default -> null;
        };
    }

    private static String expression(Call call) throws Failure {
        if (!call.arguments().isEmpty()) {
            return String.join(" ", call.arguments());
        }
        try {
            return call.console().in().lines().collect(Collectors.joining(" "));
        } catch (IOException e) {
            throw Failure.of(Exit.DATA, "Expression to evaluate is not provided via argument or stdin");
        }
    }

    private static String file(Call call) throws Failure {
        try {
            return Files.readString(Path.of(call.argument(0)));
        } catch (IOException e) {
            throw Failure.of(Exit.DATA, "Could not read from file " + call.argument(0) + ": " + e.getMessage());
        }
    }

    private static Outcome evaluate(Call call, String typed) throws Failure, UnreachableException {
        String expression = BLANKS.matcher(typed).replaceAll("");
        if (!expression.endsWith(".")) {
            expression += ".";
        }
        expression = expression.substring(0, expression.length() - 1);
        String value = value(call, expression);
        if (value == null) {
            throw Failure.of(Exit.UNAVAILABLE, "Leveret has no Erlang to evaluate this with: " + typed.strip());
        }
        return Outcome.text(value);
    }

    private static @Nullable String value(Call call, String expression) throws Failure, UnreachableException {
        Matcher set = SET_ALARM.matcher(expression);
        if (set.matches()) {
            ok(call.api().put(JsonObject.of(), "leveret", "alarms", set.group(1)));
            return "ok";
        }
        Matcher clear = CLEAR_ALARM.matcher(expression);
        if (clear.matches()) {
            ok(call.api().delete("leveret", "alarms", clear.group(1)));
            return "ok";
        }
        Matcher get = GET_ENV.matcher(expression);
        if (get.matches()) {
            return setting(call, get.group(1));
        }
        Matcher unwrapped = UNWRAPPED_ENV.matcher(expression);
        if (unwrapped.matches()) {
            String found = setting(call, unwrapped.group(2));
            return found.startsWith("{ok,") ? found.substring("{ok,".length(), found.length() - 1) : null;
        }
        Matcher change = SET_ENV.matcher(expression);
        if (change.matches()) {
            return change(call, change.group(1), change.group(2));
        }
        return switch (expression) {
            case "rabbit:stop()" -> listen(call, false);
            case "rabbit:start()" -> listen(call, true);
            case "rabbit:is_running()" -> String.valueOf(Status.of(call).json().isTrue("serving"));
            case "node()" -> call.node();
            case "rabbit_misc:version()", "rabbit:product_version()" -> "\"" + HelpCommands.VERSION + "\"";
            case "rabbit_alarm:get_alarms()" -> alarms(call);
            case "erlang:garbage_collect()" -> collect(call);
            case "ok", "true", "false" -> expression;
            default -> null;
        };
    }

    private static String listen(Call call, boolean serving) throws Failure, UnreachableException {
        ok(call.api()
                .put(JsonObject.of().with("serving", serving).with("disconnect", !serving), "leveret", "listeners"));
        return "ok";
    }

    private static String collect(Call call) throws Failure, UnreachableException {
        ok(call.api().post(JsonObject.of(), "leveret", "collect"));
        return "true";
    }

    private static String alarms(Call call) throws Failure, UnreachableException {
        return Status.of(call).json().list("alarms").stream()
                .map(alarm -> "{{resource_limit," + alarm + "," + call.node() + "},[]}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** A setting of rabbitmq.conf by Erlang's name of it, which most often is the same. */
    private static String setting(Call call, String name) throws Failure, UnreachableException {
        if (name.equals("channel_max")) {
            return "{ok,"
                    + ok(call.api().get("leveret", "channel-max")).object().number("channels") + "}";
        }
        if (name.equals("loopback_users")) {
            return ok(call.api().get("leveret", "loopback-users")).object().list("users").stream()
                    .map(user -> "<<\"" + user + "\">>")
                    .collect(Collectors.joining(",", "{ok,[", "]}"));
        }
        String prefix = name + " = ";
        if (ok(call.api().get("leveret", "environment")).json() instanceof List<?> lines) {
            for (Object line : lines) {
                String text = String.valueOf(line);
                if (text.startsWith(prefix)) {
                    int origin = text.lastIndexOf("  # ");
                    String value = text.substring(prefix.length(), origin < 0 ? text.length() : origin);
                    return "{ok," + term(value) + "}";
                }
            }
        }
        return "undefined";
    }

    private static String term(String value) {
        boolean isPlain = NUMBER.matcher(value).matches() || value.equals("true") || value.equals("false");
        return isPlain || value.toLowerCase(Locale.ROOT).matches("[a-z][a-z_]*") ? value : "<<\"" + value + "\">>";
    }

    /** What a running node can change. */
    private static @Nullable String change(Call call, String name, String value) throws Failure, UnreachableException {
        JsonObject what = JsonObject.of();
        String path;
        switch (name) {
            case "vm_memory_high_watermark" -> {
                path = "memory-limit";
                what.with("share", NUMBER.matcher(value).matches() ? Double.valueOf(value) : null);
            }
            case "disk_free_limit" -> {
                path = "disk-free-limit";
                what.with("bytes", whole(value));
            }
            case "channel_max" -> {
                path = "channel-max";
                what.with("channels", whole(value));
            }
            case "loopback_users" -> {
                path = "loopback-users";
                what.with("users", NAMES.matcher(value).matches() ? names(value) : null);
            }
            default ->
                throw Failure.of(
                        Exit.UNAVAILABLE, "Leveret cannot change " + name + " while it runs: set it in rabbitmq.conf");
        }
        if (what.fields().containsValue(null)) {
            return null; // a value that cannot be this setting's
        }
        ok(call.api().put(what, "leveret", path));
        return "ok";
    }

    private static @Nullable Long whole(String value) {
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static List<String> names(String value) {
        return NAME.matcher(value).results().map(name -> name.group(1)).toList();
    }
}
