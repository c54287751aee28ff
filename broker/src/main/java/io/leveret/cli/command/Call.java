// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import io.leveret.cli.node.Api;
import io.leveret.cli.node.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One command as it was called.
 *
 * @param script the name under which the program was called
 * @param tool whose commands it has then
 * @param arguments what is no option
 * @param options those that were given, by their long names without dashes; flags are {@code true} or {@code false}
 * @param finder finds the node again, which may have started meanwhile
 * @param console where questions are asked and answered
 */
public record Call(
        String script,
        Tool tool,
        Listing listing,
        List<String> arguments,
        Map<String, String> options,
        Target target,
        Supplier<Target> finder,
        Console console) {
    private static final String DEFAULT_VIRTUAL_HOST = "/";
    private static final int MILLIS = 1000;

    /** The terminal, or what stands for it. */
    public interface Console {
        /** Says something at once, on a line of its own. */
        void say(String line);

        /** Asks for a secret; null where there is nobody to answer. */
        @Nullable
        String askSecret(String prompt);

        BufferedReader in() throws IOException;

        /** A variable of the environment; empty if it is not set. */
        String variable(String name);
    }

    public String argument(int index) {
        return arguments.get(index);
    }

    public boolean flag(String name) {
        return "true".equals(options.get(name));
    }

    public String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    public boolean has(String name) {
        return options.containsKey(name);
    }

    public String virtualHost() {
        return option("vhost", DEFAULT_VIRTUAL_HOST);
    }

    public String node() {
        return target.name();
    }

    /** Little is to be said. */
    public boolean isQuiet() {
        return flag("quiet") || flag("silent");
    }

    public boolean isJson() {
        return option("formatter", "").equals("json");
    }

    /** {@code --timeout} in milliseconds. */
    public int timeoutMillis(int otherwise) {
        return has("timeout") ? Integer.parseInt(option("timeout", "")) * MILLIS : otherwise;
    }

    public Api api() {
        return new Api(target, timeoutMillis(0));
    }

    /** The same, on the node as it is now. */
    Call again() {
        return new Call(script, tool, listing, arguments, options, finder.get(), finder, console);
    }

    Call with(Map<String, String> otherOptions) {
        return new Call(script, tool, listing, arguments, otherOptions, target, finder, console);
    }

    /** Another command, as if it had been called so. */
    Call of(Listing other, List<String> otherArguments) {
        return new Call(script, tool, other, otherArguments, options, target, finder, console);
    }
}
