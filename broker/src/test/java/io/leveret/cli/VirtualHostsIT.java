// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli;

import static io.leveret.cli.Said.fails;
import static io.leveret.cli.Said.says;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Virtual hosts, limits, policies, parameters and definitions, in RabbitMQ's words. */
class VirtualHostsIT {
    @TempDir
    private Path data;

    private CtlNode node;

    @BeforeEach
    void start() {
        node = CtlNode.on(data);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void addsAndDeletes() {
        says(node.ctl("add_vhost", "v1"), "Adding vhost \"v1\" ...");
        says(node.ctl("add_vhost", "v1"), "Adding vhost \"v1\" ...");
        says(node.ctl("add_vhost", "v2", "--description", "a desc", "--tags", "a,b"), "Adding vhost \"v2\" ...");
        says(
                node.ctl("list_vhosts", "name", "tracing", "description", "tags"),
                "Listing vhosts ...",
                "name\ttracing\tdescription\ttags",
                "/\tfalse\tDefault virtual host\t[]",
                "v1\tfalse\t\t[]",
                "v2\tfalse\ta desc\t[a, b]");
        says(node.ctl("set_vhost_tags", "v1", "x", "y"), "Setting tags for virtual host \"v1\" to [x, y] ...");
        says(node.ctl("-s", "list_vhosts", "name,tags"), "/\t[]", "v1\t[x, y]", "v2\t[a, b]");
        says(node.ctl("update_vhost_metadata", "v2", "--description=other"), "Updating metadata of vhost \"v2\" ...");
        assertThat(node.ctl("-s", "list_vhosts", "name", "description", "tags").out())
                .contains("v2\tother\t[a, b]\n");
        says(node.ctl("delete_vhost", "v1"), "Deleting vhost \"v1\" ...");
        fails(node.ctl("delete_vhost", "v1"), 65, "Deleting vhost \"v1\" ...", "Virtual host 'v1' does not exist");
        fails(
                node.ctl("set_vhost_tags", "v1", "x"),
                65,
                "Setting tags for virtual host \"v1\" to [x] ...",
                "Error:",
                "Virtual host \"v1\" does not exist");
        assertThat(node.ctl("add_vhost", "v4", "--default-queue-type", "nosuch"))
                .satisfies(ended -> assertThat(ended.code()).isEqualTo(65))
                .satisfies(ended -> assertThat(ended.err())
                        .contains("Default queue type must be one of: quorum, stream, classic. Provided: nosuch"));
    }

    @Test
    void keepsAProtectedOne() {
        node.ctl("add_vhost", "kept");
        says(
                node.ctl("enable_vhost_deletion_protection", "kept"),
                "Protecting virtual host \"kept\" from removal by updating its metadata...");
        assertThat(node.ctl("delete_vhost", "kept").code()).isEqualTo(69);
        says(
                node.ctl("disable_vhost_deletion_protection", "kept"),
                "Removing deletion protection from virtual host \"kept\" by updating its metadata...");
        says(node.ctl("delete_vhost", "kept"), "Deleting vhost \"kept\" ...");
    }

    @Test
    void traces() {
        says(node.ctl("trace_on"), "Starting tracing for vhost \"/\" ...", "Trace enabled for vhost /");
        says(node.ctl("list_vhosts", "name", "tracing", "--silent"), "/\ttrue");
        says(node.ctl("trace_off"), "Stopping tracing for vhost \"/\" ...", "Trace disabled for vhost /");
        says(node.ctl("list_vhosts", "name", "tracing", "--silent"), "/\tfalse");
    }

    @Test
    void runsAtAllTimes() {
        says(
                node.ctl("restart_vhost"),
                "Trying to restart vhost '/' on node '" + node.name() + "' ...",
                "Vhost '/' is already running on node '" + node.name() + "'");
        fails(
                node.ctl("restart_vhost", "-p", "nosuch"),
                65,
                "Trying to restart vhost 'nosuch' on node '" + node.name() + "' ...",
                "Virtual host 'nosuch' does not exist");
    }

    @Test
    void limits() {
        String limits = "{\"max-connections\": 64, \"max-queues\": 256}";
        says(node.ctl("set_vhost_limits", limits), "Setting vhost limits to \"" + limits + "\" for vhost \"/\" ...");
        says(
                node.ctl("list_vhost_limits"),
                "Listing limits for vhost \"/\" ...",
                "{\"max-connections\":64,\"max-queues\":256}");
        says(
                node.ctl("list_vhost_limits", "--global"),
                "Listing limits for all vhosts ...",
                "vhost\tlimits",
                "/\t{\"max-connections\":64,\"max-queues\":256}");
        says(node.ctl("clear_vhost_limits"), "Clearing vhost \"/\" limits ...");
        says(node.ctl("list_vhost_limits"), "Listing limits for vhost \"/\" ...", "");
        fails(
                node.ctl("set_vhost_limits", "{\"nosuch\": 64}"),
                69,
                "Setting vhost limits to \"{\"nosuch\": 64}\" for vhost \"/\" ...",
                "Error:",
                "Validation failed",
                "",
                "Unrecognised terms [{<<\"nosuch\">>,64}] in limits",
                "");
        says(
                node.ctl("set_user_limits", "guest", "{\"max-channels\": 5}"),
                "Setting user limits to \"{\"max-channels\": 5}\" for user \"guest\" ...");
        says(
                node.ctl("list_user_limits", "--user", "guest"),
                "Listing limits for user \"guest\" ...",
                "{\"max-channels\":5}");
        says(node.ctl("clear_user_limits", "guest", "all"), "Clearing all limits for user \"guest\" ...");
        says(node.ctl("list_user_limits"), "Listing limits for user \"guest\" ...", "{}");
        fails(
                node.ctl("list_user_limits", "--user", "nobody"),
                69,
                "Listing limits for user \"nobody\" ...",
                "Error:",
                "{:no_such_user, \"nobody\"}");
    }

    @Test
    void policies() {
        says(
                node.ctl("set_policy", "p1", "^q", "{\"max-length\":10}"),
                "Setting policy \"p1\" for pattern \"^q\" to \"{\"max-length\":10}\" with priority \"0\" for vhost \"/\" ...");
        node.ctl("set_policy", "p2", "^q", "{\"expires\":1000}", "--priority", "5", "--apply-to", "queues");
        says(
                node.ctl("list_policies"),
                "Listing policies for vhost \"/\" ...",
                "vhost\tname\tpattern\tapply-to\tdefinition\tpriority",
                "/\tp1\t^q\tall\t{\"max-length\":10}\t0",
                "/\tp2\t^q\tqueues\t{\"expires\":1000}\t5");
        assertThat(node.diagnostics("list_policies_that_match", "-s", "q7").out())
                .startsWith("/\tp2\t");
        assertThat(node.ctl("set_policy", "p3", "(", "{\"max-length\":10}").code())
                .isEqualTo(69);
        fails(
                node.ctl("set_policy", "-p", "nosuch", "p", "^q", "{\"max-length\":10}"),
                65,
                "Setting policy \"p\" for pattern \"^q\" to \"{\"max-length\":10}\" with priority \"0\" for vhost \"nosuch\" ...",
                "Virtual host 'nosuch' does not exist");
        says(node.ctl("clear_policy", "p2"), "Clearing policy \"p2\" on vhost \"/\" ...");
        fails(
                node.ctl("clear_policy", "p2"),
                69,
                "Clearing policy \"p2\" on vhost \"/\" ...",
                "Error:",
                "Parameter does not exist");
        says(
                node.ctl("set_operator_policy", "op", "^q", "{\"expires\":100000}"),
                "Setting operator policy override \"op\" for pattern \"^q\" to \"{\"expires\":100000}\" with priority \"0\" for vhost \"/\" ...");
        says(node.ctl("list_operator_policies", "-s"), "/\top\t^q\tall\t{\"expires\":100000}\t0");
    }

    @Test
    void parameters() {
        says(
                node.ctl("set_global_parameter", "gp1", "{\"a\":\"b\"}"),
                "Setting global runtime parameter \"gp1\" to \"{\"a\":\"b\"}\" ...");
        assertThat(node.ctl("list_global_parameters").out()).contains("gp1\t{\"a\":\"b\"}\n");
        says(node.ctl("clear_global_parameter", "gp1"), "Clearing global runtime parameter \"gp1\" ...");
        fails(
                node.ctl("clear_global_parameter", "gp1"),
                69,
                "Clearing global runtime parameter \"gp1\" ...",
                "Error:",
                "Parameter does not exist");
        says(node.ctl("list_parameters"), "Listing runtime parameters for vhost \"/\" ...", "");
        fails(
                node.ctl("set_parameter", "nosuch", "name", "{\"a\":1}"),
                69,
                "Setting runtime parameter \"name\" for component \"nosuch\" to \"{\"a\":1}\" in vhost \"/\" ...",
                "Error:",
                "Validation failed",
                "",
                "component nosuch not found",
                "");
        assertThat(node.ctl("set_global_parameter", "x", "nojson").err())
                .startsWith("Error:\nJSON decoding error. Reason: ");
        says(node.ctl("set_cluster_name", "mine"), "Setting cluster name to mine ...");
    }

    @Test
    void definitionsGoOutAndIn() throws Exception {
        Path file = data.resolve("definitions.json");
        node.ctl("add_vhost", "exported");
        node.ctl("set_policy", "-p", "exported", "p1", "^q", "{\"max-length\":10}");
        says(
                node.ctl("export_definitions", file.toString()),
                "Exporting definitions in JSON to a file at \"" + file + "\" ...");
        assertThat(node.ctl("export_definitions", "-").out()).isEqualTo(Files.readString(file) + "\n");
        node.ctl("delete_vhost", "exported");
        assertThat(node.ctl("import_definitions", file.toString()).out())
                .startsWith("Importing definitions in JSON from a file at \"" + file
                        + "\" ...\nSuccessfully started definition import.");
        assertThat(node.ctl("list_policies", "-p", "exported", "-s").out())
                .isEqualTo("exported\tp1\t^q\tall\t{\"max-length\":10}\t0\n");
        node.ctl("delete_vhost", "exported");
        assertThat(node.ctlWith(Files.readString(file), "-q", "import_definitions")
                        .code())
                .isZero();
        assertThat(node.ctl("-s", "list_vhosts").out()).isEqualTo("/\nexported\n");
        assertThat(node.ctl("import_definitions", "/nosuch.json"))
                .satisfies(ended -> assertThat(ended.code()).isEqualTo(65))
                .satisfies(ended -> assertThat(ended.err()).contains("Bad argument: File /nosuch.json does not exist"));
        assertThat(node.ctlWith("nojson", "import_definitions").err())
                .startsWith("Error:\nFailed to deserialise input (format: JSON) ");
    }
}
