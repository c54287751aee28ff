// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static io.leveret.broker.figures.MessageEvent.ACK;
import static io.leveret.broker.figures.MessageEvent.CONFIRM;
import static io.leveret.broker.figures.MessageEvent.DELIVER;
import static io.leveret.broker.figures.MessageEvent.DELIVER_NO_ACK;
import static io.leveret.broker.figures.MessageEvent.DROP_UNROUTABLE;
import static io.leveret.broker.figures.MessageEvent.GET;
import static io.leveret.broker.figures.MessageEvent.GET_EMPTY;
import static io.leveret.broker.figures.MessageEvent.GET_NO_ACK;
import static io.leveret.broker.figures.MessageEvent.PUBLISH;
import static io.leveret.broker.figures.MessageEvent.REDELIVER;
import static io.leveret.broker.figures.MessageEvent.RETURN_UNROUTABLE;

import io.leveret.auth.LoginAttempts;
import io.leveret.broker.figures.Churn;
import io.leveret.broker.figures.LoopFigures;
import io.leveret.broker.figures.MessageEvent;
import io.leveret.broker.figures.MessageFigures;
import io.leveret.broker.figures.SizeFigures;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Set;

/** The metrics of the node as a whole. Adds them to the families of one scrape. */
final class NodeMetrics {
    private static final Labels PROTOCOL = Labels.of("protocol", "amqp091");
    private static final Labels PROTOCOL_AND_TYPE =
            Labels.of("protocol", "amqp091", "queue_type", "rabbit_classic_queue");

    private static final double MILLIS = 1_000;

    private final Node node;

    NodeMetrics(Node node) {
        this.node = node;
    }

    /** Who this is; dashboards join everything else with it. */
    void addIdentity(MetricFamilies to, String endpoint) {
        to.info(
                "identity",
                "RabbitMQ node & cluster identity info",
                Labels.of(
                        "rabbitmq_node",
                        node.name(),
                        "rabbitmq_cluster",
                        node.settings().identity().clusterName(),
                        "rabbitmq_cluster_permanent_id",
                        "",
                        "rabbitmq_endpoint",
                        endpoint));
        to.info(
                "build",
                "RabbitMQ & Erlang/OTP version info",
                Labels.of(
                        "rabbitmq_version",
                        Node.RABBITMQ_VERSION,
                        "product_name",
                        "Leveret",
                        "product_version",
                        node.version(),
                        "erlang_version",
                        "none: Java " + Runtime.version(),
                        "java_version",
                        Runtime.version().toString()));
    }

    void addResources(MetricFamilies to) {
        NodeResources resources = node.resources().get();
        OperatingSystem.openFiles().ifPresent(files -> {
            to.add("process_open_fds", "Open file descriptors", files.open());
            to.add("process_max_fds", "Open file descriptors limit", files.limit());
        });
        to.add("process_resident_memory_bytes", "Memory used in bytes", OperatingSystem.residentBytes());
        to.add("resident_memory_limit_bytes", "Memory high watermark in bytes", resources.memoryLimitBytes());
        to.add("disk_space_available_bytes", "Disk space available in bytes", resources.diskFreeBytes());
        to.add(
                "disk_space_available_limit_bytes",
                "Free disk space low watermark in bytes",
                resources.diskLimitBytes());
        to.add("io_write_bytes_total", "Total number of bytes written to the journal", resources.writtenBytes());
        to.add(
                "io_sync_ops_total",
                "Total number of forces of the journal",
                resources.forceCounts().stream().mapToLong(Long::longValue).sum());
        to.add("io_sync_time_seconds_total", "Total time of the journal's forces", resources.forceSeconds());
        Set<String> alarms = node.sessions().alarms();
        to.add(
                "alarms_memory_used_watermark",
                "is 1 if VM memory watermark alarm is in effect",
                flag(alarms, "memory"));
        to.add(
                "alarms_free_disk_space_watermark",
                "is 1 if free disk space watermark alarm is in effect",
                flag(alarms, "disk"));
        to.add("erlang_uptime_seconds", "Node uptime", uptimeSeconds());
        to.add("unreachable_cluster_peers_count", "Number of peers in the cluster the current node cannot reach.", 0);
        for (LoginAttempts.Count attempts : node.attempts().all()) {
            Labels protocol = Labels.of("protocol", attempts.protocol());
            long refused = attempts.refused();
            to.add(
                    "auth_attempts_total",
                    "Total number of authorization attempts",
                    protocol,
                    attempts.accepted() + refused);
            to.add(
                    "auth_attempts_succeeded_total",
                    "Total number of successful authentication attempts",
                    protocol,
                    attempts.accepted());
            to.add("auth_attempts_failed_total", "Total number of failed authentication attempts", protocol, refused);
        }
        to.add("alarms_file_descriptor_limit", "is 1 if file descriptor limit alarm is in effect", 0);
    }

    private double uptimeSeconds() {
        return (System.currentTimeMillis() - node.startedAtMillis()) / MILLIS;
    }

    private static long flag(Set<String> alarms, String alarm) {
        return alarms.contains(alarm) ? 1 : 0;
    }

    /** What RabbitMQ does not have. */
    void addStore(MetricFamilies to) {
        NodeResources resources = node.resources().get();
        to.add("store_journal_bytes", "Size of the journal's files", resources.journalBytes());
        to.add("store_page_bytes", "Size of all queues' pages", resources.pageBytes());
        to.add("memory_used_bytes", "What the memory alarm watches", resources.memoryUsedBytes());
        to.histogram(
                "store_force_seconds",
                "How long the journal's forces took",
                Labels.EMPTY,
                ClassicHistogramBuckets.of(resources.forceUpperSeconds(), resources.forceCounts()),
                resources.forceSeconds());
    }

    /**
     * @param publishers channels that have published
     */
    void addTotals(
            MetricFamilies to, LoopFigures figures, int connections, int channels, int consumers, int publishers) {
        to.add("connections", "Connections currently open", connections);
        to.add("channels", "Channels currently open", channels);
        to.add("consumers", "Consumers currently connected", consumers);
        to.add(
                "queues",
                "Queues available",
                node.definitions().virtualHosts().stream()
                        .mapToInt(host -> host.queues().size())
                        .sum());
        churn(to, figures, "connections_opened_total", "Total number of connections opened", Churn.CONNECTION_CREATED);
        churn(to, figures, "connections_closed_total", "Total number of connections closed", Churn.CONNECTION_CLOSED);
        churn(to, figures, "channels_opened_total", "Total number of channels opened", Churn.CHANNEL_CREATED);
        churn(to, figures, "channels_closed_total", "Total number of channels closed", Churn.CHANNEL_CLOSED);
        churn(to, figures, "queues_declared_total", "Total number of queues declared", Churn.QUEUE_DECLARED);
        churn(to, figures, "queues_created_total", "Total number of queues created", Churn.QUEUE_CREATED);
        churn(to, figures, "queues_deleted_total", "Total number of queues deleted", Churn.QUEUE_DELETED);
        to.add("global_publishers", "Publishers currently connected", PROTOCOL, publishers);
        to.add("global_consumers", "Consumers currently connected", PROTOCOL, consumers);
    }

    private static void churn(MetricFamilies to, LoopFigures figures, String name, String help, Churn what) {
        to.add(name, help, figures.churn(what).total());
    }

    /**
     * @param unconfirmed messages that wait for their confirm now
     */
    void addGlobal(MetricFamilies to, LoopFigures figures, long unconfirmed) {
        MessageFigures messages = figures.all().messages();
        long published = messages.total(PUBLISH);
        long returned = messages.total(RETURN_UNROUTABLE);
        long dropped = messages.total(DROP_UNROUTABLE);
        long confirmed = messages.total(CONFIRM);
        total(to, "messages_received_total", "messages received from publishers", published);
        total(
                to,
                "messages_received_confirm_total",
                "messages received from publishers expecting confirmations",
                confirmed + unconfirmed);
        total(to, "messages_routed_total", "messages routed to queues or streams", published - returned - dropped);
        total(to, "messages_unroutable_returned_total", "messages returned to publishers", returned);
        total(to, "messages_unroutable_dropped_total", "messages published to no queue", dropped);
        total(to, "messages_confirmed_total", "messages confirmed to publishers", confirmed);
        long delivered = messages.total(DELIVER)
                + messages.total(DELIVER_NO_ACK)
                + messages.total(GET)
                + messages.total(GET_NO_ACK);
        ofQueues(to, "messages_delivered_total", "messages delivered to consumers", delivered);
        ofQueues(to, messages, "messages_delivered_consume_manual_ack_total", DELIVER);
        ofQueues(to, messages, "messages_delivered_consume_auto_ack_total", DELIVER_NO_ACK);
        ofQueues(to, messages, "messages_delivered_get_manual_ack_total", GET);
        ofQueues(to, messages, "messages_delivered_get_auto_ack_total", GET_NO_ACK);
        ofQueues(to, messages, "messages_get_empty_total", GET_EMPTY);
        ofQueues(to, messages, "messages_redelivered_total", REDELIVER);
        ofQueues(to, messages, "messages_acknowledged_total", ACK);
        SizeFigures sizes = figures.sizes();
        to.histogram(
                "message_size_bytes",
                "Size of messages received from publishers",
                PROTOCOL,
                ClassicHistogramBuckets.of(SizeFigures.uppers(), sizes.counts()),
                (double) sizes.bytes());
    }

    private static void total(MetricFamilies to, String name, String what, long value) {
        to.add("global_" + name, "Total number of " + what, PROTOCOL, value);
    }

    private static void ofQueues(MetricFamilies to, MessageFigures messages, String name, MessageEvent event) {
        ofQueues(to, name, "messages: " + event.key().replace('_', ' '), messages.total(event));
    }

    private static void ofQueues(MetricFamilies to, String name, String what, long value) {
        to.add("global_" + name, "Total number of " + what, PROTOCOL_AND_TYPE, value);
    }
}
