// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import java.util.ArrayList;
import java.util.List;

/**
 * What commands.txt says of a command.
 *
 * @param section of the help
 * @param scopes the tools that have it
 * @param argumentsMin how many arguments it takes, at least
 * @param argumentsMax and at most
 * @param switches its own options
 * @param usage what follows its name
 */
public record Listing(
        String name,
        String section,
        List<String> scopes,
        int argumentsMin,
        int argumentsMax,
        List<Switch> switches,
        String usage,
        String description) {

    /**
     * An option.
     *
     * @param name its long name, without dashes
     * @param alias its one letter; empty if it has none
     */
    public record Switch(String name, String alias, Kind kind) {
        /** Reads {@code name}, {@code name=}, {@code name#}, with {@code |x} for a letter. */
        static Switch parse(String text) {
            int bar = text.indexOf('|');
            String alias = bar < 0 ? "" : text.substring(bar + 1);
            String name = bar < 0 ? text : text.substring(0, bar);
            Kind kind = name.endsWith("=") ? Kind.TEXT : name.endsWith("#") ? Kind.NUMBER : Kind.FLAG;
            return new Switch(kind == Kind.FLAG ? name : name.substring(0, name.length() - 1), alias, kind);
        }
    }

    /** What an option takes. */
    public enum Kind {
        FLAG,
        TEXT,
        NUMBER
    }

    private static final String TIMEOUT = "timeout";
    private static final int FIELDS = 6;

    /** Reads a line of commands.txt: name; scopes; number of arguments; switches; usage; description. */
    static Listing parse(String section, String line) {
        String[] fields = line.split(";", FIELDS);
        for (int i = 0; i < fields.length; i++) {
            fields[i] = fields[i].strip();
        }
        List<Switch> switches = new ArrayList<>();
        for (String each : words(fields[3])) {
            switches.add(Switch.parse(each));
        }
        String count = fields[2];
        int range = count.indexOf("..");
        int min = Integer.parseInt(range < 0 ? count : count.substring(0, range));
        String max = range < 0 ? count : count.substring(range + 2);
        return new Listing(
                fields[0],
                section,
                words(fields[1]),
                min,
                max.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(max),
                switches,
                fields[4],
                fields[5]);
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" +"));
    }

    boolean isOf(Tool tool) {
        return scopes.contains(tool.scope());
    }

    /** Name, arguments and options. */
    public String call() {
        StringBuilder call = new StringBuilder(name);
        if (!usage.isEmpty()) {
            call.append(' ').append(usage);
        }
        for (Switch each : switches) {
            if (each.name().equals(TIMEOUT)) {
                call.append(" [--timeout <timeout>]");
            }
        }
        return call.toString();
    }
}
