// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.cli.CtlNode.Ended;
import io.leveret.cli.command.Catalogue;
import io.leveret.cli.command.Commands;
import io.leveret.cli.command.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line itself: what is wrong with it, and a node that is not there. */
class CommandLineIT {
    private static final String USAGE = "\nUsage\n\nrabbitmqctl [--node <node>] [--longnames] [--quiet] ";

    @TempDir
    private Path data;

    private Ended ctl(String... arguments) {
        return CtlNode.run("rabbitmqctl", data, "", arguments);
    }

    private void refuses(int code, String problem, String given, String usage) {
        assertThat(ctl(given.split(" ")))
                .isEqualTo(new Ended(
                        code,
                        "",
                        "Error (argument validation): " + problem + "\nArguments given:\n\t" + given + "\n" + USAGE
                                + usage + "\n"));
    }

    @Test
    void everyCommandDoesSomething() {
        Catalogue catalogue = new Catalogue();
        Commands commands = new Commands(catalogue);
        for (Tool tool : Tool.values()) {
            catalogue
                    .all(tool)
                    .forEach(listing -> assertThat(commands.find(tool, listing.name()))
                            .as(tool.script() + " " + listing.name())
                            .isNotNull());
        }
    }

    @Test
    void refusesWrongArguments() {
        String addUser = "add_user <username> [<password>] [<password_hash> --pre-hashed-password]";
        refuses(64, "not enough arguments.", "add_user", addUser);
        refuses(64, "too many arguments.", "add_user a b c", addUser);
        String listUsers = "list_users [--no-table-headers] [--timeout <timeout>]";
        refuses(64, "Invalid options for this command:\n--nosuch : ", "list_users --nosuch", listUsers);
        refuses(64, "Invalid options for this command:\n-t : abc", "list_users -t abc", listUsers);
        refuses(
                64,
                "Info key(s) nosuch are not supported",
                "list_vhosts name nosuch",
                "list_vhosts [--no-table-headers] [<column> ...] [--timeout <timeout>]");
        refuses(
                64,
                "the requested formatter is not supported by this command",
                "list_users --formatter nosuch",
                listUsers);
    }

    @Test
    void suggestsTheNearestCommand() {
        assertThat(ctl("list_usersx"))
                .isEqualTo(new Ended(64, "", "\nCommand 'list_usersx' not found. \nDid you mean 'list_users'? \n\n"));
        assertThat(ctl("frobnicate").err())
                .startsWith("\nCommand 'frobnicate' not found. \n\nUsage\n\nrabbitmqctl [--node <node>]")
                .contains("   add_user ");
        assertThat(ctl("help", "list_uesrs").err())
                .isEqualTo("Error:\n\nCommand 'list_uesrs' not found. \nDid you mean 'list_users'? \n\n");
    }

    @Test
    void helps() {
        assertThat(ctl("--help").out()).startsWith("\nUsage\n\nrabbitmqctl ").contains("   set_permissions ");
        assertThat(ctl()).extracting(Ended::code, Ended::out).containsExactly(64, "");
        assertThat(ctl("help", "set_permissions"))
                .satisfies(ended -> assertThat(ended.out())
                        .startsWith(USAGE + "set_permissions [--vhost <vhost>] <username> <conf> <write> <read>\n"))
                .isEqualTo(ctl("set_permissions", "--help"));
        assertThat(CtlNode.run("leveretctl", data, "", "help").out()).startsWith("\nUsage\n\nleveretctl ");
        assertThat(ctl("version").out()).isEqualTo("4.3.5\n");
        assertThat(ctl("--version").out()).isEqualTo("4.3.5\n");
    }

    @Test
    void completesForAShell() {
        assertThat(ctl("autocomplete", "list_user_").out())
                .isEqualTo("list_user_limits\nlist_user_permissions\nlist_user_topic_permissions\n");
        assertThat(ctl("--auto-complete", "add_vhost", "--de").out())
                .isEqualTo("--default-queue-type\n--description\n");
    }

    @Test
    void toolsHaveCommandsOfTheirOwn() {
        assertThat(CtlNode.run("rabbitmq-diagnostics", data, "", "add_user", "x", "y"))
                .extracting(Ended::code)
                .isEqualTo(64);
        assertThat(ctl("--script-name", "rabbitmq-diagnostics", "add_user", "x", "y")
                        .code())
                .isEqualTo(64);
    }

    @Test
    void saysWhatMeansNothingHere() {
        assertThat(ctl("decode", "x", "y"))
                .isEqualTo(new Ended(
                        69, "", "Error: Leveret has no decode: values of the configuration are not encrypted by it\n"));
    }

    @Test
    void saysThatNoNodeRuns() {
        Ended ended = ctl("list_users");
        assertThat(ended.code()).isEqualTo(69);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .startsWith("Error: unable to perform an operation on node 'rabbit@gone'. "
                        + "Please see diagnostics information and suggestions below.\n")
                .contains("no node runs on data directory " + data);
    }

    @Test
    void saysThatTheNodeIsGone() throws Exception {
        long pid = new ProcessBuilder("true").start().pid();
        Files.writeString(
                data.resolve("node.json"),
                "{\"pid\":" + pid + ",\"node\":\"rabbit@here\",\"url\":\"http://127.0.0.1:1\",\"secret\":\"s\"}");
        Ended ended = ctl("-q", "list_users");
        assertThat(ended.code()).isEqualTo(69);
        assertThat(ended.err()).contains("on node 'rabbit@here'", "no answer from http://127.0.0.1:1");
        assertThat(ctl("-n", "rabbit@there", "list_users").err())
                .contains("on node 'rabbit@there'", "the node on data directory " + data + " is rabbit@here");
        assertThat(ctl("-n", "rabbit", "list_users").err()).contains("on node 'rabbit@here'");
    }

    @Test
    void onlySaysWhatItWouldDo() {
        assertThat(ctl("--dry-run", "add_user", "dry", "1")).isEqualTo(new Ended(0, "Adding user \"dry\" ...\n", ""));
    }
}
