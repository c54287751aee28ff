// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli;

import static io.leveret.cli.Said.fails;
import static io.leveret.cli.Said.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients leave in a virtual host, and clients themselves: lists, deleting, purging, closing. */
class ObjectsIT {
    private static final String[] BANNER = {"Timeout: 60.0 seconds ...", "Listing queues for vhost / ..."};

    @TempDir
    private Path data;

    private CtlNode node;
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void start() throws Exception {
        node = CtlNode.on(data);
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(node.node().amqpUri());
        factory.setAutomaticRecoveryEnabled(false);
        connection = factory.newConnection("the test");
        channel = connection.createChannel();
        channel.queueDeclare("q1", true, false, false, Map.of("x-max-length", 10, "x-queue-type", "classic"));
        channel.confirmSelect();
        for (int i = 0; i < 5; i++) {
            channel.basicPublish("", "q1", MessageProperties.PERSISTENT_TEXT_PLAIN, new byte[5]);
        }
        channel.waitForConfirmsOrDie(10_000);
    }

    @AfterEach
    void stop() {
        connection.abort();
        node.close();
    }

    @Test
    void listsQueues() throws Exception {
        says(node.ctl("list_queues"), BANNER[0], BANNER[1], "name\tmessages", "q1\t5");
        channel.basicQos(2);
        channel.basicConsume("q1", false, (tag, delivery) -> {}, tag -> {});
        await().untilAsserted(() -> says(
                node.ctl("-q", "list_queues", "name", "messages_ready", "messages_unacknowledged", "consumers"),
                "name\tmessages_ready\tmessages_unacknowledged\tconsumers",
                "q1\t3\t2\t1"));
        says(
                node.ctl(
                        "-s",
                        "list_queues",
                        "name",
                        "durable",
                        "auto_delete",
                        "exclusive",
                        "arguments",
                        "type",
                        "state"),
                "q1\ttrue\tfalse\tfalse\t[{\"x-max-length\",10},{\"x-queue-type\",\"classic\"}]\tclassic\trunning");
        says(
                node.ctl("list_queues", "name", "arguments", "--formatter=json"),
                "[",
                "{\"name\":\"q1\",\"arguments\":[[\"x-max-length\",\"signedint\",10],"
                        + "[\"x-queue-type\",\"longstr\",\"classic\"]]}",
                "]");
        says(
                node.ctl("list_queues", "-p", "nosuch"),
                "Timeout: 60.0 seconds ...",
                "Listing queues for vhost nosuch ...");
        says(node.ctl("-q", "list_queues", "--offline"));
        says(node.ctl("list_queues", "-t", "10", "-q"), "name\tmessages", "q1\t5");
    }

    @Test
    void listsExchangesBindingsAndConsumers() throws Exception {
        channel.exchangeDeclare("e1", "topic", true, false, Map.of("alternate-exchange", "amq.fanout"));
        channel.queueBind("q1", "e1", "a.#", Map.of("k", "v", "n", 1));
        assertThat(node.ctl("list_exchanges", "name", "type", "durable", "arguments")
                        .out())
                .startsWith("Listing exchanges for vhost / ...\nname\ttype\tdurable\targuments\n")
                .contains("\n\tdirect\ttrue\t[]\n", "\ne1\ttopic\ttrue\t[{\"alternate-exchange\",\"amq.fanout\"}]\n");
        says(
                node.ctl("list_bindings"),
                "Listing bindings for vhost /...",
                "source_name\tsource_kind\tdestination_name\tdestination_kind\trouting_key\targuments",
                "\texchange\tq1\tqueue\tq1\t[]",
                "e1\texchange\tq1\tqueue\ta.#\t[{\"k\",\"v\"},{\"n\",1}]");
        channel.basicConsume("q1", false, "tag1", false, false, Map.of("x-priority", 5), (tag, d) -> {}, tag -> {});
        await().untilAsserted(() -> assertThat(node.ctl("-s", "list_consumers").out())
                .matches("q1\t<" + node.name()
                        + "\\.\\d+\\.\\d+\\.1>\ttag1\ttrue\t0\ttrue\t\\[\\{\"x-priority\",5}]\n"));
    }

    @Test
    void deletesAndPurges() {
        says(node.ctl("purge_queue", "q1"), "Purging queue 'q1' in vhost '/' ...");
        says(node.ctl("list_queues", "-s"), "q1\t0");
        fails(
                node.ctl("purge_queue", "nosuch"),
                65,
                "Purging queue 'nosuch' in vhost '/' ...",
                "Object (queue, stream, exchange, etc) was not found");
        says(
                node.ctl("delete_queue", "q1", "--if-empty"),
                "Deleting queue 'q1' on vhost '/' if queue is empty ...",
                "Queue was successfully deleted with 0 ready messages");
        fails(
                node.ctl("delete_queue", "q1"),
                64,
                "Deleting queue 'q1' on vhost '/' ...",
                "Error:",
                "No such queue was found");
    }

    @Test
    void keepsAQueueThatIsInUse() throws Exception {
        fails(
                node.ctl("delete_queue", "q1", "-e"),
                64,
                "Deleting queue 'q1' on vhost '/' if queue is empty ...",
                "Error:",
                "The queue is not empty");
        channel.basicConsume("q1", (tag, delivery) -> {}, tag -> {});
        fails(
                node.ctl("delete_queue", "q1", "-u"),
                64,
                "Deleting queue 'q1' on vhost '/' if queue is unused ...",
                "Error:",
                "The queue is in use");
    }

    @Test
    void listsAndClosesConnections() {
        assertThat(node.ctl("list_connections").out())
                .matches("Listing connections \\.\\.\\.\nuser\tpeer_host\tpeer_port\tstate\n"
                        + "guest\t127\\.0\\.0\\.1\t\\d+\trunning\n");
        String[] shown = node.ctl("list_connections", "-s", "pid", "client_properties", "protocol")
                .out()
                .strip()
                .split("\t");
        assertThat(shown[0]).startsWith("<" + node.name() + ".").endsWith(".0>");
        assertThat(shown[1]).contains("{\"connection_name\",\"the test\"}");
        assertThat(shown[2]).isEqualTo("{0,9,1}");
        assertThat(node.ctl("list_channels", "-s").out()).isEqualTo(shown[0].replace(".0>", ".1>") + "\tguest\t0\t0\n");
        says(node.ctl("close_connection", shown[0], "bye"), "Closing connection " + shown[0] + ", reason: bye...");
        await().until(() -> !connection.isOpen());
        assertThat(connection.getCloseReason().getMessage()).contains("bye");
        fails(
                node.ctl("close_connection", "<0.1.0>", "bye"),
                69,
                "Closing connection <0.1.0>, reason: bye...",
                "Error:",
                "Error:",
                "{:invalid_pid_syntax, \"<0.1.0>\"}");
    }

    @Test
    void closesAllConnections() {
        says(
                node.ctl("close_all_connections", "-p", "nosuch", "bye"),
                "Closing all connections in vhost nosuch, reason: bye...",
                "Closed 0 connections");
        says(
                node.ctl("close_all_connections", "bye"),
                "Closing all connections in vhost /, reason: bye...",
                "Closed 1 connections");
        await().until(() -> !connection.isOpen());
    }

    @Test
    void reportsEverything() {
        assertThat(node.ctl("report").out())
                .startsWith("Reporting server status of node " + node.name() + " ...\n\nStatus of node ")
                .contains(
                        "\nListing queues for vhost / ...\nname\tdurable\t", "\nListing connections ...\npid\tname\t");
    }
}
