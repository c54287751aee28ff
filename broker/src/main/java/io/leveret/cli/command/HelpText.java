// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import java.util.List;

/** Usage and help, as RabbitMQ lays them out. */
public final class HelpText {
    private static final String GENERAL_OPTIONS = """
            General Options

            The following options are accepted by most or all commands.

            short            | long          | description
            -----------------|---------------|--------------------------------
            -?               | --help        | displays command help
            -n <node>        | --node <node> | connect to node <node>
            -l               | --longnames   | accepted; names are never cut
            -t               | --timeout <n> | how many seconds to wait for an answer
            -q               | --quiet       | suppress informational messages
            -s               | --silent      | suppress informational messages
                                             | and table header row
            -p               | --vhost       | for commands that are scoped to a virtual host,
                             |               | virtual host to use
                             | --formatter   | json, pretty_table, table, csv
                             | --dry-run     | say what would be done, and do nothing

            Which node:

                             | --data-dir <dir>      | the one with this data directory; by default
                                                     | what LEVERET_DATA_DIR says, else data/ where
                                                     | Leveret is installed
                             | --url <url>           | a remote one, by the URL of its HTTP API
                             | --username <name>     | who asks there, and with what password;
                             | --password <password> | also in the URL, or as LEVERET_PASSWORD""";

    private HelpText() {}

    /** How a command is called. Begins with an empty line. */
    public static String usage(String script, Listing listing) {
        return "\nUsage\n\n" + script + " [--node <node>] [--longnames] [--quiet] " + listing.call();
    }

    /** All of a command's help. */
    public static String of(String script, Listing listing) {
        return usage(script, listing) + "\n\n" + listing.description() + ".\n\n\n" + GENERAL_OPTIONS + "\n";
    }

    /** What a tool can do. */
    public static String all(String script, Tool tool, Catalogue catalogue) {
        return "\nUsage\n\n" + script
                + " [--node <node>] [--timeout <timeout>] [--longnames] [--quiet] <command> [<command options>]"
                + "\n\nAvailable commands:\n" + list(tool, catalogue) + "\nUse '" + script
                + " help <command>' to learn more about a specific command";
    }

    /** A tool's commands by section. */
    static String list(Tool tool, Catalogue catalogue) {
        List<Listing> all = catalogue.all(tool);
        int width = all.stream().mapToInt(each -> each.name().length()).max().orElse(0);
        StringBuilder text = new StringBuilder();
        String section = "";
        for (Listing each : all) {
            if (!each.section().equals(section)) {
                section = each.section();
                text.append('\n').append(section).append(":\n\n");
            }
            text.append("   ")
                    .append(each.name())
                    .append(" ".repeat(width - each.name().length()))
                    .append("  ")
                    .append(each.description())
                    .append('\n');
        }
        return text.toString();
    }
}
