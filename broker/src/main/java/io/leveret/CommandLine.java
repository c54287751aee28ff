// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code leveret-server} was asked for.
 *
 * @param dataDirectory {@code --data-dir}
 * @param config {@code --config}
 * @param sets each {@code --set}
 */
record CommandLine(
        Action action,
        @Nullable Path dataDirectory,
        @Nullable Path config,
        List<String> sets) {
    static final String USAGE = """
            Usage: leveret-server [--data-dir DIR] [--config FILE] [--set KEY=VALUE]...
                   leveret-server --print-config [--config FILE] [--set KEY=VALUE]...
                   leveret-server --help | --version

            Runs a Leveret node in the foreground until it is told to stop (SIGTERM, Ctrl-C).

              --data-dir DIR     where the node keeps its data; by default what LEVERET_DATA_DIR
                                 says, else data/ where Leveret is installed
              --config FILE      a file in rabbitmq.conf's syntax, or a directory of *.conf files;
                                 by default what RABBITMQ_CONFIG_FILE says
              --set KEY=VALUE    a setting of rabbitmq.conf; wins over the file
              --print-config     prints every setting in effect, and where it comes from
              --version          prints the version
              --help             prints this
            """;

    /** The one thing to do. */
    enum Action {
        RUN,
        PRINT_CONFIG,
        VERSION,
        HELP
    }

    /** An option that is none, or lacks its value. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message);
        }
    }

    static CommandLine parse(String... args) throws UsageException {
        Action action = Action.RUN;
        Path dataDirectory = null;
        Path config = null;
        List<String> sets = new ArrayList<>();
        Deque<String> rest = new ArrayDeque<>(List.of(args));
        while (!rest.isEmpty()) {
            String option = rest.pop();
            int equals = option.startsWith("--") ? option.indexOf('=') : -1;
            if (equals > 0) {
                rest.push(option.substring(equals + 1));
                option = option.substring(0, equals);
            }
            switch (option) {
                case "--data-dir" -> dataDirectory = path(option, value(option, rest));
                case "--config" -> config = path(option, value(option, rest));
                case "--set" -> sets.add(set(value(option, rest)));
                case "--print-config" -> action = flag(action, Action.PRINT_CONFIG, equals);
                case "--version", "-V" -> action = flag(action, Action.VERSION, equals);
                case "--help", "-h" -> action = flag(action, Action.HELP, equals);
                default -> throw new UsageException(unknown(option));
            }
        }
        return new CommandLine(action, dataDirectory, config, List.copyOf(sets));
    }

    private static Action flag(Action present, Action asked, int equals) throws UsageException {
        if (equals > 0) {
            throw new UsageException(
                    "option --" + asked.name().toLowerCase(Locale.ROOT).replace('_', '-') + " takes no value");
        }
        return asked.compareTo(present) > 0 ? asked : present;
    }

    private static String value(String option, Deque<String> rest) throws UsageException {
        if (rest.isEmpty()) {
            throw new UsageException("option " + option + " needs a value; see --help");
        }
        return rest.pop();
    }

    private static String set(String value) throws UsageException {
        if (value.indexOf('=') <= 0) {
            throw new UsageException("option --set needs KEY=VALUE, not '" + value + "'");
        }
        return value;
    }

    private static Path path(String option, String value) throws UsageException {
        if (value.isEmpty()) {
            throw new UsageException("option " + option + " needs a value; see --help");
        }
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new UsageException("option " + option + ": '" + value + "' is no path");
        }
    }

    private static String unknown(String argument) {
        return argument.startsWith("-")
                ? "unknown option '" + argument + "'; see --help"
                : "unexpected argument '" + argument + "'; see --help";
    }
}
