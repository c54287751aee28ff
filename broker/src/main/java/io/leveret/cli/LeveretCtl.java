// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli;

import io.leveret.cli.command.Call;
import io.leveret.cli.command.Catalogue;
import io.leveret.cli.command.Command;
import io.leveret.cli.command.Commands;
import io.leveret.cli.command.Exit;
import io.leveret.cli.command.Failure;
import io.leveret.cli.command.HelpText;
import io.leveret.cli.command.Listing;
import io.leveret.cli.command.Outcome;
import io.leveret.cli.command.Shown;
import io.leveret.cli.command.Tool;
import io.leveret.cli.node.Target;
import io.leveret.cli.node.Targets;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.Format;
import io.leveret.cli.output.Json;
import io.leveret.cli.output.JsonObject;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The program {@code leveretctl}, {@code rabbitmqctl} and so on: takes the command line apart, finds the command and its
 * node, and shows what came out in RabbitMQ's words, with RabbitMQ's exit codes.
 */
public final class LeveretCtl {
    /** Under which name the program was called; the launcher says it. */
    private static final String SCRIPT_PROPERTY = "leveret.script";

    /** Where Leveret is installed; the launcher says it. */
    private static final String HOME_PROPERTY = "leveret.home";

    private final String script;
    private final Tool called;
    private final Targets targets;
    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;
    private final Catalogue catalogue = new Catalogue();

    /**
     * @param script the name under which it was called; says which commands there are
     * @param home where Leveret is installed
     */
    public LeveretCtl(
            String script,
            Map<String, String> environment,
            Path home,
            InputStream in,
            PrintStream out,
            PrintStream err) {
        this.script = script;
        this.called = Tool.called(script);
        this.targets = new Targets(environment, home);
        this.out = out;
        this.err = err;
        this.terminal = new Terminal(environment, in, out);
    }

    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        LeveretCtl ctl = new LeveretCtl(
                System.getProperty(SCRIPT_PROPERTY, Tool.CTL.script()),
                System.getenv(),
                Path.of(System.getProperty(HOME_PROPERTY, "")),
                System.in,
                out,
                err);
        int code = ctl.run(args);
        out.flush();
        // Not System.exit: there is nothing to clean up, and waiting for the JVM's own threads takes time.
        Runtime.getRuntime().halt(code);
    }

    /** Runs one command; returns the exit code. */
    public int run(String... args) {
        List<String> arguments = new ArrayList<>(List.of(args));
        if (arguments.equals(List.of("--version"))) {
            arguments.set(0, "version");
        } else if (!arguments.isEmpty() && arguments.get(0).equals("--auto-complete")) {
            arguments.set(0, "autocomplete");
        }
        Tool tool = tool(arguments);
        String name = Arguments.commandName(arguments);
        if (name == null) {
            boolean asked = arguments.equals(List.of("--help"));
            (asked ? out : err).println(HelpText.all(script, tool, catalogue));
            return (asked ? Exit.OK : Exit.USAGE).code();
        }
        Listing listing = catalogue.find(tool, name);
        if (listing == null) {
            err.println(notFound(tool, name));
            return Exit.USAGE.code();
        }
        try {
            return run(tool, listing, arguments);
        } catch (Failure e) {
            err.println(argumentError(listing, arguments, e));
            return e.exit().code();
        }
    }

    private Tool tool(List<String> arguments) {
        int option = arguments.indexOf("--script-name");
        return option >= 0 && option + 1 < arguments.size() ? Tool.called(arguments.get(option + 1)) : called;
    }

    private String notFound(Tool tool, String name) {
        String nearest = catalogue.suggest(tool, name);
        return "\nCommand '" + name + "' not found. \n"
                + (nearest == null ? HelpText.all(script, tool, catalogue) : "Did you mean '" + nearest + "'? \n");
    }

    private int run(Tool tool, Listing listing, List<String> typed) throws Failure {
        Arguments arguments =
                listing.name().equals("autocomplete") ? Arguments.ofCompletion(typed) : Arguments.parse(typed, listing);
        Map<String, String> options = arguments.options();
        if ("true".equals(options.get("help"))) {
            out.println(HelpText.of(script, listing));
            return Exit.OK.code();
        }
        Format format = Format.named(options.getOrDefault("formatter", "table"));
        if (format == null) {
            throw Failure.usage("the requested formatter is not supported by this command");
        }
        Call call = new Call(
                script,
                tool,
                listing,
                arguments.positional(),
                options,
                target(options),
                () -> target(options),
                terminal);
        Command command = new Commands(catalogue).find(tool, listing.name());
        int count = call.arguments().size();
        if (count < listing.argumentsMin()) {
            throw Failure.usage("not enough arguments.");
        } else if (count > listing.argumentsMax()) {
            throw Failure.usage("too many arguments.");
        }
        return perform(command, call, format);
    }

    private Target target(Map<String, String> options) {
        String url = options.getOrDefault("url", terminal.variable("LEVERET_URL"));
        String node = options.get("node");
        if (url.isEmpty()) {
            return targets.local(
                    options.containsKey("data-dir") ? options.get("data-dir") : options.get("mnesia-dir"), node);
        }
        String password = terminal.variable("LEVERET_PASSWORD");
        return targets.remote(
                url,
                options.get("username"),
                options.getOrDefault("password", password.isEmpty() ? null : password),
                node);
    }

    private int perform(Command command, Call call, Format format) throws Failure {
        try {
            command.check().accept(call);
            String banner = command.banner().of(call);
            if (!banner.isEmpty() && !call.isQuiet() && !format.machineReadable()) {
                terminal.announce(banner);
            }
            if (call.flag("dry-run")) {
                terminal.settle();
            } else {
                show(command.action().perform(call), call, format);
            }
            return Exit.OK.code();
        } catch (UnreachableException e) {
            if (e.isLate()) {
                terminal.settle();
            }
            out.flush();
            err.println(e.isLate() ? late(call) : Unreachable.text(call.target(), e));
            return (e.isLate() ? Exit.TEMPORARY : Exit.UNAVAILABLE).code();
        } catch (Failure e) {
            if (e.isArgument()) {
                throw e;
            }
            terminal.settle();
            out.flush();
            JsonObject json = e.json();
            String text = json != null && format == Format.JSON ? Json.text(json) : e.text();
            if (!text.isEmpty()) {
                err.println(text);
            }
            return e.exit().code();
        }
    }

    private static String late(Call call) {
        return "Error: operation " + call.listing().name() + " on node " + call.node()
                + " timed out. Timeout value used: " + call.timeoutMillis(0);
    }

    private void show(Outcome outcome, Call call, Format format) {
        terminal.settle();
        Shown.lines(outcome, call, format).forEach(out::println);
    }

    private String argumentError(Listing listing, List<String> arguments, Failure failure) {
        return "Error (argument validation): " + failure.text() + "\nArguments given:\n\t" + String.join(" ", arguments)
                + "\n" + HelpText.usage(script, listing);
    }
}
