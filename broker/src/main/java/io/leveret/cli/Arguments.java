// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli;

import io.leveret.cli.command.Failure;
import io.leveret.cli.command.Listing;
import io.leveret.cli.command.Listing.Kind;
import io.leveret.cli.command.Listing.Switch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command line, taken apart. Options may stand anywhere, before the command's name, too. picocli learns the options
 * of the one command that was called; its annotations and subcommands would all be read at each start.
 *
 * @param positional what is no option, without the command's name
 * @param options by long name
 */
record Arguments(List<String> positional, Map<String, String> options) {
    /** What every command takes; those after {@code help} are Leveret's own. */
    private static final List<Switch> GLOBAL = List.of(
            text("node", "n"),
            flag("quiet", "q"),
            flag("silent", "s"),
            flag("dry-run", ""),
            text("vhost", "p"),
            new Switch("timeout", "t", Kind.NUMBER),
            flag("longnames", "l"),
            text("formatter", ""),
            flag("table-headers", ""),
            flag("pad-to-header", ""),
            text("printer", ""),
            text("file", ""),
            text("script-name", ""),
            text("rabbitmq-home", ""),
            text("mnesia-dir", ""),
            text("plugins-dir", ""),
            text("enabled-plugins-file", ""),
            text("aliases-file", ""),
            text("erlang-cookie", ""),
            flag("print-stacktrace", ""),
            flag("help", "?"),
            text("data-dir", ""),
            text("url", ""),
            text("username", ""),
            text("password", ""));

    private static Switch flag(String name, String alias) {
        return new Switch(name, alias, Kind.FLAG);
    }

    private static Switch text(String name, String alias) {
        return new Switch(name, alias, Kind.TEXT);
    }

    /** The names of the options that every command takes. */
    static List<String> globalNames() {
        return GLOBAL.stream().map(Switch::name).toList();
    }

    /** The command's name: the first argument that is neither an option nor an option's value; null if there is none. */
    static @Nullable String commandName(List<String> arguments) {
        boolean value = false;
        for (String argument : arguments) {
            if (value) {
                value = false;
            } else if (argument.startsWith("-") && argument.length() > 1) {
                value = takesValue(argument);
            } else {
                return argument;
            }
        }
        return null;
    }

    private static boolean takesValue(String option) {
        for (Switch each : GLOBAL) {
            if (each.kind() != Kind.FLAG && (option.equals("--" + each.name()) || option.equals("-" + each.alias()))) {
                return true;
            }
        }
        return false;
    }

    /** What a shell asks about: the words after {@code autocomplete}, options or not, complete or not. */
    static Arguments ofCompletion(List<String> arguments) {
        int command = arguments.indexOf("autocomplete");
        return new Arguments(List.copyOf(arguments.subList(command + 1, arguments.size())), Map.of());
    }

    /** @throws Failure if there is an option that the command does not have, or not with that value */
    static Arguments parse(List<String> arguments, @Nullable Listing listing) throws Failure {
        List<Switch> switches = new ArrayList<>(GLOBAL);
        if (listing != null) {
            for (Switch each : listing.switches()) {
                switches.removeIf(global -> global.name().equals(each.name()));
                Switch known = each.name().equals("timeout") ? new Switch("timeout", "t", Kind.NUMBER) : each;
                switches.add(known);
            }
        }
        ParseResult parsed = parse(arguments.toArray(String[]::new), spec(switches));
        List<String> invalid = new ArrayList<>();
        for (String unknown : parsed.unmatched()) {
            int equals = unknown.indexOf('=');
            invalid.add(
                    equals < 0
                            ? unknown + " : "
                            : unknown.substring(0, equals) + " : " + unknown.substring(equals + 1));
        }
        Map<String, String> options = new HashMap<>();
        for (Switch each : switches) {
            String name = "--" + each.name();
            if (parsed.hasMatchedOption(name)) {
                String value = String.valueOf(parsed.<Object>matchedOptionValue(name, ""));
                if (each.kind() == Kind.NUMBER && !isNumber(value)) {
                    invalid.add((arguments.contains(name) ? name : "-" + each.alias()) + " : " + value);
                }
                options.put(each.name(), value);
            }
        }
        if (!invalid.isEmpty()) {
            throw invalid(String.join("\n", invalid));
        }
        List<String> positional = new ArrayList<>(parsed.matchedPositionalValue(0, List.<String>of()));
        if (!positional.isEmpty()) {
            positional.remove(0);
        }
        return new Arguments(positional, options);
    }

    private static Failure invalid(String options) {
        return Failure.usage("Invalid options for this command:\n" + options);
    }

    private static ParseResult parse(String[] arguments, CommandSpec spec) throws Failure {
        CommandLine line = new CommandLine(spec)
                .setUnmatchedArgumentsAllowed(true)
                .setOverwrittenOptionsAllowed(true)
                .setExpandAtFiles(false) // a password may begin with @
                .setInterpolateVariables(false);
        try {
            return line.parseArgs(arguments);
        } catch (MissingParameterException e) {
            ArgSpec missing = e.getMissing().get(0);
            throw invalid(
                    missing instanceof OptionSpec option
                            ? option.longestName() + " : "
                            : String.valueOf(e.getMessage()));
        } catch (CommandLine.ParameterException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static CommandSpec spec(List<Switch> switches) {
        CommandSpec spec = CommandSpec.create();
        for (Switch each : switches) {
            String[] names = each.alias().isEmpty()
                    ? new String[] {"--" + each.name()}
                    : new String[] {"-" + each.alias(), "--" + each.name()};
            OptionSpec.Builder option = OptionSpec.builder(names);
            if (each.kind() == Kind.FLAG) {
                option.type(boolean.class).arity("0").negatable(true);
            } else {
                option.type(String.class).arity("1");
            }
            spec.addOption(option.build());
        }
        return spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .build());
    }

    private static boolean isNumber(String text) {
        try {
            Integer.parseInt(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
