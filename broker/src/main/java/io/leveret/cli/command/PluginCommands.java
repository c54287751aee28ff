// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * rabbitmq-plugins, so that scripts that enable plugins go on: what is built in is enabled, one more can be switched on at
 * a node that runs, and there is nothing else.
 */
final class PluginCommands implements Group {
    private static final String[] PATH = {"leveret", "plugins"};
    private static final String UNCHANGED = "Plugin configuration unchanged.";

    @Override
    public @Nullable Command find(Tool tool, String name) {
        if (tool != Tool.PLUGINS) {
            return null;
        }
        return switch (name) {
            case "list" ->
                Command.of(call -> "Listing plugins with pattern \"" + pattern(call) + "\" ...", PluginCommands::list)
                        .checking(call -> compiled(pattern(call)));
            case "enable", "set" ->
                Command.of(
                                call -> call.flag("all")
                                        ? "Enabling ALL plugins on node " + call.node()
                                        : "Enabling plugins on node " + call.node() + ":\n"
                                                + String.join("\n", call.arguments()),
                                PluginCommands::enable)
                        .checking(PluginCommands::checkChange);
            case "disable" ->
                Command.of(
                                call -> call.flag("all")
                                        ? "Disabling ALL plugins on node " + call.node()
                                        : "Disabling plugins on node " + call.node() + ":\n"
                                                + String.join("\n", call.arguments()),
                                PluginCommands::disable)
                        .checking(PluginCommands::checkChange);
            case "is_enabled" ->
                Command.of(
                        call -> "Asking node " + call.node() + " if " + named(call.arguments()) + " enabled...",
                        PluginCommands::isEnabled);
            case "directories" ->
                Command.of(
                        call -> "Listing plugin directories used by node " + call.node(),
                        call -> Outcome.text("Plugin archives directory: (none: plugins are built in)"));
            default -> null;
        };
    }

    private static String pattern(Call call) {
        return call.arguments().isEmpty() ? ".*" : call.argument(0);
    }

    private static Pattern compiled(String pattern) throws Failure {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw Failure.badArgument("'" + pattern + "' is no regular expression: " + e.getDescription());
        }
    }

    /** What is on: what is built in, and at a node that runs what was switched on there. */
    private static List<String> enabled(Call call) throws Failure, UnreachableException {
        List<String> enabled = new ArrayList<>(Plugins.builtIn());
        if (call.target().url() != null && !call.flag("offline")) {
            ok(call.api().get(PATH)).object().list("enabled").forEach(name -> enabled.add(String.valueOf(name)));
        }
        return enabled;
    }

    private static Outcome list(Call call) throws Failure, UnreachableException {
        List<String> on = enabled(call);
        Pattern pattern = compiled(pattern(call));
        boolean onlyEnabled = call.flag("enabled") || call.flag("implicitly-enabled");
        List<String> chosen = Plugins.all().stream()
                .filter(name -> pattern.matcher(name).find())
                .filter(name -> !onlyEnabled || on.contains(name))
                .toList();
        boolean running = call.target().url() != null;
        int width = chosen.stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        if (!call.flag("minimal") && !call.isQuiet()) {
            lines.add(" Configured: E = explicitly enabled; e = implicitly enabled");
            lines.add(" | Status: * = "
                    + (running
                            ? "running on " + call.node()
                            : "[failed to contact " + call.node() + " - status not shown]"));
            lines.add(" |/");
        }
        List<JsonObject> json = new ArrayList<>();
        for (String name : chosen) {
            boolean enabled = on.contains(name);
            lines.add(
                    call.flag("minimal")
                            ? name
                            : "[" + (enabled ? "E" : " ") + (enabled && running ? "*" : " ") + "] " + name
                                    + " ".repeat(width - name.length()) + " " + HelpCommands.VERSION);
            json.add(JsonObject.of()
                    .with("enabled", enabled ? "enabled" : "not_enabled")
                    .with("name", name)
                    .with("running", enabled && running)
                    .with("version", HelpCommands.VERSION));
        }
        return new Outcome.Text(
                String.join("\n", lines),
                JsonObject.of().with("format", "normal").with("plugins", json));
    }

    private static void checkChange(Call call) throws Failure {
        if (call.arguments().isEmpty()
                && !call.flag("all")
                && !call.listing().name().equals("set")) {
            throw Failure.usage("not enough arguments.");
        }
        if (!call.arguments().isEmpty() && call.flag("all")) {
            throw Failure.badArgument("Cannot set both --all and a list of plugins");
        }
        if (call.flag("online") && call.flag("offline")) {
            throw Failure.badArgument("Cannot set both online and offline");
        }
    }

    private static Outcome enable(Call call) throws Failure, UnreachableException {
        List<String> unknown = call.arguments().stream()
                .filter(name -> !Plugins.isKnown(name))
                .map(name -> ":" + name)
                .toList();
        if (!unknown.isEmpty()) {
            throw Failure.of(Exit.SOFTWARE, "{:plugins_not_found, [" + String.join(", ", unknown) + "]}");
        }
        List<String> missing = call.arguments().stream()
                .filter(name -> !Plugins.isBuiltIn(name) && !name.equals(Plugins.SWITCHABLE))
                .toList();
        if (!missing.isEmpty()) {
            throw Failure.of(Exit.SOFTWARE, "Leveret does not have what " + String.join(", ", missing) + " does");
        }
        List<String> before = enabled(call);
        boolean wanted = call.arguments().contains(Plugins.SWITCHABLE) || call.flag("all");
        if (wanted) {
            ok(call.api().put(JsonObject.of(), PATH[0], PATH[1], Plugins.SWITCHABLE));
        } else if (call.listing().name().equals("set") && before.contains(Plugins.SWITCHABLE)) {
            ok(call.api().delete(PATH[0], PATH[1], Plugins.SWITCHABLE));
        }
        return changed(call, before, enabled(call));
    }

    private static Outcome changed(Call call, List<String> before, List<String> after) {
        String change = UNCHANGED;
        if (after.size() > before.size()) {
            change = "The following plugins have been enabled:\n  " + Plugins.SWITCHABLE + "\n\nstarted 1 plugins.";
        } else if (after.size() < before.size()) {
            change = "The following plugins have been disabled:\n  " + Plugins.SWITCHABLE + "\n\nstopped 1 plugins.";
        }
        return Outcome.text("The following plugins have been configured:\n  " + String.join("\n  ", after)
                + "\nApplying plugin configuration to " + call.node() + "...\n" + change);
    }

    private static Outcome disable(Call call) throws Failure, UnreachableException {
        List<String> builtIn =
                call.arguments().stream().filter(Plugins::isBuiltIn).toList();
        if (call.flag("all") || !builtIn.isEmpty()) {
            throw Failure.of(
                    Exit.SOFTWARE,
                    "Plugins are built in and cannot be disabled; management.tcp.* and its like say what is served");
        }
        List<String> before = enabled(call);
        if (call.arguments().contains(Plugins.SWITCHABLE)) {
            ok(call.api().delete(PATH[0], PATH[1], Plugins.SWITCHABLE));
        }
        return changed(call, before, enabled(call));
    }

    private static String named(List<String> names) {
        return names.size() == 1 ? "plugin " + names.get(0) + " is" : "plugins " + String.join(", ", names) + " are";
    }

    private static Outcome isEnabled(Call call) throws Failure, UnreachableException {
        if (!call.flag("offline")) {
            call.api().get("whoami");
        }
        List<String> on = enabled(call);
        List<String> missing =
                call.arguments().stream().filter(name -> !on.contains(name)).toList();
        String where = " on node " + call.node();
        if (missing.isEmpty()) {
            String text = capitalised(named(call.arguments())) + " enabled" + where;
            return new Outcome.Text(text, JsonObject.of().with("message", text).with("result", "ok"));
        }
        String text = capitalised(named(missing)) + " not enabled" + where + ". Enabled plugins and dependencies: "
                + String.join(", ", on);
        throw Failure.of(
                Exit.UNAVAILABLE, text, JsonObject.of().with("message", text).with("result", "error"));
    }

    private static String capitalised(String text) {
        return "P" + text.substring(1);
    }
}
