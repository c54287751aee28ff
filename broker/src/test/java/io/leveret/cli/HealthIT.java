// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli;

import static io.leveret.cli.Said.fails;
import static io.leveret.cli.Said.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.leveret.cli.CtlNode.Ended;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a node is, and what makes it unwell: RabbitMQ's diagnostics, on a real node. */
class HealthIT {
    private static final String SET_MEMORY_ALARM = "rabbit_alarm:set_alarm({{resource_limit, memory, node()}, []}).";
    private static final String CLEAR_MEMORY_ALARM = "rabbit_alarm:clear_alarm({resource_limit, memory, node()}).";

    @TempDir
    private static Path data;

    private static CtlNode node;

    @BeforeAll
    static void start() {
        node = CtlNode.on(data);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void isWellAgain() {
        node.ctl("eval", CLEAR_MEMORY_ALARM);
        node.ctl("set_vm_memory_high_watermark", "0.6");
        node.ctl("set_disk_free_limit", "50MB");
        node.ctl("start_app");
        await().until(() -> node.diagnostics("check_alarms").code() == 0);
    }

    private static int amqpPort() {
        return node.node().amqpAddresses().get(0).getPort();
    }

    private static Connection connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(node.node().amqpUri());
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }

    @Test
    void reportsNoAlarms() {
        String none = "Node " + node.name() + " reported no alarms, local or clusterwide";
        says(
                node.diagnostics("alarms"),
                "Asking node " + node.name() + " to report any known resource alarms ...",
                none);
        says(
                node.diagnostics("check_alarms"),
                "Asking node " + node.name() + " to report any local resource alarms ...",
                none);
        says(node.diagnostics("check_alarms", "--formatter", "json"), "{\"result\":\"ok\"}");
        says(
                node.diagnostics("alarms", "--formatter=json"),
                "{\"alarms\":[],\"node\":\"" + node.name() + "\",\"result\":\"ok\"}");
        says(node.diagnostics("-s", "check_alarms"));
    }

    @Test
    void anAlarmRaisedByHandBlocksPublishers() throws Exception {
        says(node.ctl("eval", SET_MEMORY_ALARM), "ok");
        String alarm = "Memory alarm on node " + node.name();
        await().untilAsserted(() -> fails(
                node.diagnostics("check_alarms"),
                69,
                "Asking node " + node.name() + " to report any local resource alarms ...",
                alarm));
        says(node.diagnostics("-q", "alarms"), alarm);
        fails(
                node.diagnostics("check_alarms", "--formatter", "json"),
                69,
                "",
                "{\"global\":[],\"local\":[\"" + alarm + "\"],\"message\":\"Node " + node.name()
                        + " reported alarms\",\"result\":\"error\"}");
        assertThat(node.ctl("status").out()).contains("\nAlarms\n\n" + alarm + "\n");
        try (Connection connection = connect()) {
            String[] blocked = new String[1];
            connection.addBlockedListener(reason -> blocked[0] = reason, () -> blocked[0] = "unblocked");
            connection.createChannel().basicPublish("", "nowhere", null, new byte[1]);
            await().untilAsserted(() -> assertThat(blocked[0]).contains("memory"));
            says(node.ctl("eval", CLEAR_MEMORY_ALARM), "ok");
            await().untilAsserted(() -> assertThat(blocked[0]).isEqualTo("unblocked"));
        }
    }

    @Test
    void limitsCanBeSet() {
        says(
                node.ctl("set_disk_free_limit", "1000TB"),
                "Setting disk free limit on " + node.name() + " to 1000TB bytes ...");
        await().untilAsserted(
                        () -> says(node.diagnostics("-q", "alarms"), "Free disk space alarm on node " + node.name()));
        says(
                node.ctl("set_disk_free_limit", "mem_relative", "0.0"),
                "Setting disk free limit on " + node.name() + " to 0.0 times the total RAM ...");
        says(
                node.ctl("set_vm_memory_high_watermark", "0.000000001"),
                "Setting memory threshold on " + node.name() + " to 0.000000001 ...");
        await().untilAsserted(() -> says(node.diagnostics("-q", "alarms"), "Memory alarm on node " + node.name()));
        says(
                node.ctl("set_vm_memory_high_watermark", "absolute", "1GB"),
                "Setting memory threshold on " + node.name() + " to 1GB bytes ...");
        assertThat(node.ctl("set_disk_free_limit", "abc"))
                .satisfies(ended -> assertThat(ended.code()).isEqualTo(65))
                .satisfies(ended -> assertThat(ended.err()).startsWith("Error (argument validation): Bad argument.\n"));
        assertThat(node.ctl("set_vm_memory_high_watermark", "2").err())
                .contains("Bad argument: The threshold should be a fraction between 0.0 and 1.0");
    }

    @Test
    void findsListeners() {
        String port = String.valueOf(amqpPort());
        says(
                node.diagnostics("check_port_listener", port),
                "Asking node " + node.name() + " if there's an active listener on port " + port + " ...",
                "A listener for port " + port + " is running on node " + node.name() + ".");
        Ended missing = node.diagnostics("check_port_listener", "1");
        assertThat(missing.code()).isEqualTo(69);
        assertThat(missing.err())
                .startsWith("No listener for port 1 is active on node " + node.name()
                        + ". Found listeners that use the following ports: ")
                .contains(port);
        says(
                node.diagnostics("check_protocol_listener", "amqp091"),
                "Asking node " + node.name() + " if there's an active listener for protocol amqp091 ...",
                "A listener for protocol amqp is running on node " + node.name() + ".");
        fails(
                node.diagnostics("check_protocol_listener", "nosuch"),
                69,
                "Asking node " + node.name() + " if there's an active listener for protocol nosuch ...",
                "Error:",
                "No listener for protocol nosuch is active on node " + node.name()
                        + ". Found listeners for the following protocols: amqp, http");
        assertThat(node.diagnostics("check_port_connectivity").out())
                .contains("Successfully connected to ports ")
                .endsWith(" on node " + node.name() + " (using node hostname resolution)\n");
        assertThat(node.diagnostics("listeners").out())
                .contains(
                        "Interface: 127.0.0.1, port: " + port + ", protocol: amqp, purpose: AMQP 0-9-1 and AMQP 1.0\n");
    }

    @Test
    void stopsServingAndServesAgain() throws Exception {
        Connection connection = connect();
        says(node.ctl("stop_app"), "Stopping rabbit application on node " + node.name() + " ...");
        await().until(() -> !connection.isOpen());
        assertThatThrownBy(HealthIT::connect).isInstanceOf(IOException.class);
        fails(
                node.diagnostics("check_running"),
                69,
                "Checking if RabbitMQ is running on node " + node.name() + " ...",
                "Error:",
                "RabbitMQ on node " + node.name()
                        + " is not running or has not fully booted yet (check with is_booting)");
        says(node.ctl("start_app"), "Starting node " + node.name() + " ...");
        says(
                node.diagnostics("check_running"),
                "Checking if RabbitMQ is running on node " + node.name() + " ...",
                "RabbitMQ on node " + node.name() + " is fully booted and running");
        connect().close();
    }

    @Test
    void suspendsListenersOnly() throws Exception {
        try (Connection connection = connect()) {
            assertThat(node.ctl("suspend_listeners").out()).startsWith("Will suspend client connection listeners");
            assertThatThrownBy(HealthIT::connect).isInstanceOf(IOException.class);
            assertThat(node.ctl("resume_listeners").out()).startsWith("Will resume client connection listeners");
            connect().close();
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Test
    void saysHowItIs() {
        Ended status = node.ctl("status");
        assertThat(status.out())
                .startsWith("Status of node " + node.name() + " ...\nRuntime\n\nOS PID: "
                        + ProcessHandle.current().pid() + "\n")
                .contains(
                        "\nRabbitMQ version: 4.3.5\n",
                        "\nNode data directory: " + data,
                        "\nAlarms\n\n(none)\n",
                        "\nVirtual host count: 1\n",
                        "port: " + amqpPort() + ", protocol: amqp");
        assertThat(node.ctl("status", "--formatter", "json").out()).startsWith("{\"active_plugins\":[");
        assertThat(node.ctl("cluster_status").out())
                .contains("\nRunning Nodes\n\n" + node.name() + "\n", "status: not under maintenance");
        says(
                node.ctl("ping"),
                "Will ping " + node.name()
                        + ". This only checks if the OS process is running and registered with epmd. Timeout: 60000 ms.",
                "Ping succeeded");
        says(node.ctl("await_startup"));
        says(
                node.ctl("await_online_nodes", "1"),
                "Will wait for at least 1 nodes to join the cluster of " + node.name() + ". Timeout: 300 seconds.");
        says(
                node.diagnostics("check_virtual_hosts"),
                "Checking if all vhosts are running on node " + node.name() + " ...",
                "Node " + node.name() + " reported all vhosts as running");
        says(
                node.diagnostics("server_version"),
                "Asking node " + node.name() + " for its RabbitMQ version...",
                "4.3.5");
        assertThat(node.diagnostics("memory_breakdown").out()).contains("heap: ", " gb (");
        assertThat(node.tool("rabbitmq-queues", "check_if_node_is_quorum_critical")
                        .code())
                .isZero();
    }

    @Test
    void changesHowManyChannelsAreOffered() throws Exception {
        says(node.ctl("eval", "application:set_env(rabbit, channel_max, 48)."), "ok");
        says(node.ctl("eval", "application:get_env(rabbit, channel_max)."), "{ok,48}");
        try (Connection connection = connect()) {
            assertThat(connection.getChannelMax()).isEqualTo(48);
        }
        assertThat(node.ctl("eval", "application:set_env(rabbit, channel_max, 65536).")
                        .code())
                .isEqualTo(69);
        assertThat(node.ctl("eval", "application:set_env(rabbit, channel_max, many).")
                        .err())
                .contains("Leveret has no Erlang to evaluate this with");
        assertThat(node.ctl("eval", "application:set_env(rabbit, queue_index_max, 1).")
                        .err())
                .contains("Leveret cannot change queue_index_max while it runs");
        says(node.ctl("eval", "application:set_env(rabbit, channel_max, 2047)."), "ok");
        try (Connection connection = connect()) {
            assertThat(connection.getChannelMax()).isEqualTo(2047);
        }
    }

    @Test
    void changesWhoMayLogInFromHereOnly() {
        String get = "{ok, V} = application:get_env(rabbit, loopback_users), V.";
        says(node.ctl("eval", get), "[<<\"guest\">>]");
        says(node.ctl("eval", "application:set_env(rabbit, loopback_users, [])."), "ok");
        says(node.ctl("eval", get), "[]");
        says(node.ctl("eval", "application:set_env(rabbit, loopback_users, [<<\"a b\">>, <<\"guest\">>])."), "ok");
        says(node.ctl("eval", get), "[<<\"a b\">>,<<\"guest\">>]");
        // as it was printed
        says(node.ctl("eval", "application:set_env(rabbit, loopback_users, [<<\"guest\">>]\n)."), "ok");
    }

    @Test
    void evaluatesAHandful() {
        says(node.ctl("eval", "node()."), node.name());
        says(node.ctl("eval", "rabbit:is_running()."), "true");
        fails(
                node.ctl("eval", "foo:bar()."),
                69,
                "",
                "Error:",
                "Leveret has no Erlang to evaluate this with: foo:bar().");
        says(node.ctl("eval", "rabbit:stop()."), "ok");
        says(node.ctl("eval", "rabbit:is_running()."), "false");
        says(node.ctl("eval", "rabbit:start()."), "ok");
    }

    @Test
    void leavesTheProgramAroundItAlone() {
        assertThat(node.ctl("stop").err()).contains("the node lives in another program, which may stop it");
        assertThat(node.ctl("set_log_level", "debug").err()).contains("the node lives in another program");
        fails(
                node.ctl("set_log_level", "nosuch"),
                69,
                "",
                "Error:",
                "level nosuch is not supported. Try one of debug, info, warning, error, critical, none");
    }

    @Test
    void knowsRabbitsPlugins() {
        Ended list = node.tool("rabbitmq-plugins", "list", "management");
        assertThat(list.out())
                .startsWith("Listing plugins with pattern \"management\" ...\n"
                        + " Configured: E = explicitly enabled; e = implicitly enabled\n"
                        + " | Status: * = running on " + node.name() + "\n |/\n")
                .contains("[E*] rabbitmq_management ", "[  ] rabbitmq_shovel_management ");
        assertThat(node.tool("rabbitmq-plugins", "-s", "list", "-m", "-E").out())
                .startsWith("rabbitmq_management\n");
        says(
                node.tool("rabbitmq-plugins", "is_enabled", "rabbitmq_management"),
                "Asking node " + node.name() + " if plugin rabbitmq_management is enabled...",
                "Plugin rabbitmq_management is enabled on node " + node.name());
        assertThat(node.tool("rabbitmq-plugins", "enable", "rabbitmq_management")
                        .code())
                .isZero();
        fails(
                node.tool("rabbitmq-plugins", "-q", "enable", "nosuch"),
                70,
                "",
                "Error:",
                "{:plugins_not_found, [:nosuch]}");
        fails(
                node.tool("rabbitmq-plugins", "-q", "enable", "rabbitmq_shovel"),
                70,
                "",
                "Error:",
                "Leveret does not have what rabbitmq_shovel does");
        assertThat(node.tool("rabbitmq-plugins", "disable", "rabbitmq_management")
                        .code())
                .isEqualTo(70);
    }
}
