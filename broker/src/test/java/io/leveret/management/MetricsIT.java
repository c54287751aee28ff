// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.leveret.Leveret;
import io.leveret.config.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Prometheus gets, by RabbitMQ's names. */
final class MetricsIT {
    private final HttpClient http = HttpClient.newHttpClient();
    private Leveret node;
    private Connection connection;

    @BeforeEach
    void start() throws Exception {
        node = start(metrics -> metrics);
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(node.amqpUri());
        connection = factory.newConnection();
    }

    private static Leveret start(UnaryOperator<Settings.Metrics> change) {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Settings.Metrics metrics = new Settings.Metrics(Settings.Http.METRICS.at(anyPort), false, false);
        return Leveret.inMemory(ManagedNode.settings(management -> management).withMetrics(change.apply(metrics)))
                .start();
    }

    @AfterEach
    void stop() {
        connection.abort();
        node.close();
    }

    @Test
    void addsUpWhatItsQueuesAndClientsDo() throws Exception {
        Channel channel = connection.createChannel();
        channel.confirmSelect();
        for (String queue : new String[] {"a", "b"}) {
            channel.queueDeclare(queue, false, false, false, null);
            for (int i = 0; i < 3; i++) {
                channel.basicPublish("", queue, null, "x".getBytes(UTF_8));
            }
        }
        channel.basicPublish("", "nowhere", null, "x".getBytes(UTF_8));
        channel.waitForConfirmsOrDie();
        channel.basicGet("a", false);
        channel.basicGet("b", true);
        channel.basicAck(channel.basicGet("b", false).getEnvelope().getDeliveryTag(), false);
        await().untilAsserted(() -> assertThat(scrape("/metrics"))
                .contains("\nrabbitmq_queue_messages_ready 3.0\n")
                .contains("\nrabbitmq_queue_messages_unacked 1.0\n")
                .contains("\nrabbitmq_queue_messages_ready_bytes 3.0\n")
                .contains("\nrabbitmq_connections 1.0\n")
                .contains("\nrabbitmq_channels 1.0\n")
                .contains("\nrabbitmq_queues 2.0\n")
                .contains("\nrabbitmq_queues_created_total 2.0\n")
                .contains("\nrabbitmq_global_messages_received_total{protocol=\"amqp091\"} 7.0\n")
                .contains("\nrabbitmq_global_messages_confirmed_total{protocol=\"amqp091\"} 7.0\n")
                .contains("\nrabbitmq_global_messages_unroutable_dropped_total{protocol=\"amqp091\"} 1.0\n")
                .contains("\nrabbitmq_global_publishers{protocol=\"amqp091\"} 1.0\n")
                .contains("\nrabbitmq_global_messages_delivered_get_manual_ack_total"
                        + "{protocol=\"amqp091\",queue_type=\"rabbit_classic_queue\"} 2.0\n")
                .contains("\nrabbitmq_channel_messages_acked_total 1.0\n")
                .contains("\nrabbitmq_alarms_memory_used_watermark 0.0\n"));
    }

    @Test
    void hasTheSizesOfMessages() throws Exception {
        Channel channel = connection.createChannel();
        for (int bytes : new int[] {0, 100, 101, 1_000_000}) {
            channel.basicPublish("", "nowhere", null, new byte[bytes]);
        }
        await().untilAsserted(() -> assertThat(scrape("/metrics"))
                .contains("rabbitmq_message_size_bytes_bucket{protocol=\"amqp091\",le=\"100.0\"} 2\n")
                .contains("rabbitmq_message_size_bytes_bucket{protocol=\"amqp091\",le=\"1000.0\"} 3\n")
                .contains("rabbitmq_message_size_bytes_bucket{protocol=\"amqp091\",le=\"1000000.0\"} 4\n")
                .contains("rabbitmq_message_size_bytes_bucket{protocol=\"amqp091\",le=\"+Inf\"} 4\n")
                .contains("rabbitmq_message_size_bytes_count{protocol=\"amqp091\"} 4\n")
                .contains("rabbitmq_message_size_bytes_sum{protocol=\"amqp091\"} 1000201.0\n"));
    }

    @Test
    void hasEachObjectWhereItIsAsked() throws Exception {
        Channel channel = connection.createChannel();
        String odd = "a \"quoted\" \\ name";
        channel.queueDeclare(odd, false, false, false, null);
        channel.basicPublish("", odd, null, "x".getBytes(UTF_8));
        String line = "rabbitmq_%squeue_messages_ready{queue=\"a \\\"quoted\\\" \\\\ name\",vhost=\"/\"} 1.0\n";
        await().untilAsserted(() -> {
            assertThat(scrape("/metrics/per-object")).contains(line.formatted(""));
            assertThat(scrape("/metrics/detailed?family=queue_coarse_metrics&vhost=%2F"))
                    .contains(line.formatted("detailed_"))
                    .doesNotContain("queue_consumers")
                    .doesNotContain("channel_");
            assertThat(scrape("/metrics/detailed?family=queue_coarse_metrics&vhost=other"))
                    .doesNotContain("queue_messages_ready");
        });
        assertThat(scrape("/metrics/detailed?family=exchange_bindings&family=vhost_status"))
                .contains("rabbitmq_cluster_vhost_status{vhost=\"/\"} 1.0")
                .contains("rabbitmq_cluster_exchange_bindings{exchange=\"amq.topic\",type=\"topic\",vhost=\"/\"} 0.0");
    }

    /** What the RabbitMQ-Overview dashboard draws. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jvm_gc_collection_seconds_count",
                "jvm_memory_used_bytes",
                "leveret_store_force_seconds_bucket",
                "rabbitmq_auth_attempts_succeeded_total",
                "rabbitmq_auth_attempts_total",
                "rabbitmq_build_info",
                "rabbitmq_channels",
                "rabbitmq_channels_closed_total",
                "rabbitmq_channels_opened_total",
                "rabbitmq_connections",
                "rabbitmq_connections_closed_total",
                "rabbitmq_connections_opened_total",
                "rabbitmq_consumers",
                "rabbitmq_disk_space_available_bytes",
                "rabbitmq_disk_space_available_limit_bytes",
                "rabbitmq_erlang_uptime_seconds",
                "rabbitmq_global_consumers",
                "rabbitmq_global_messages_acknowledged_total",
                "rabbitmq_global_messages_confirmed_total",
                "rabbitmq_global_messages_delivered_consume_auto_ack_total",
                "rabbitmq_global_messages_delivered_consume_manual_ack_total",
                "rabbitmq_global_messages_delivered_get_auto_ack_total",
                "rabbitmq_global_messages_delivered_get_manual_ack_total",
                "rabbitmq_global_messages_delivered_total",
                "rabbitmq_global_messages_get_empty_total",
                "rabbitmq_global_messages_received_confirm_total",
                "rabbitmq_global_messages_received_total",
                "rabbitmq_global_messages_redelivered_total",
                "rabbitmq_global_messages_routed_total",
                "rabbitmq_global_messages_unroutable_dropped_total",
                "rabbitmq_global_messages_unroutable_returned_total",
                "rabbitmq_global_publishers",
                "rabbitmq_identity_info",
                "rabbitmq_message_size_bytes_bucket",
                "rabbitmq_message_size_bytes_count",
                "rabbitmq_message_size_bytes_sum",
                "rabbitmq_process_max_fds",
                "rabbitmq_process_open_fds",
                "rabbitmq_process_resident_memory_bytes",
                "rabbitmq_queue_messages_ready",
                "rabbitmq_queue_messages_unacked",
                "rabbitmq_queues",
                "rabbitmq_queues_created_total",
                "rabbitmq_queues_declared_total",
                "rabbitmq_queues_deleted_total",
                "rabbitmq_resident_memory_limit_bytes",
                "rabbitmq_unreachable_cluster_peers_count"
            })
    void hasWhatDashboardsDraw(String name) throws Exception {
        assertThat(scrape("/metrics")).containsPattern("(?m)^" + name + "[ {]");
    }

    @Test
    void isForMonitorsOnlyWhereItIsSaidSo() throws Exception {
        try (Leveret guarded = start(metrics -> new Settings.Metrics(metrics.http(), false, true))) {
            assertThat(send(guarded, "/metrics", null).statusCode()).isEqualTo(401);
            assertThat(send(guarded, "/metrics", ManagedNode.basic("guest", "wrong"))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(send(guarded, "/metrics", ManagedNode.basic("guest", "guest"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void answersNothingElse() throws Exception {
        assertThat(send(node, "/api/overview", null).statusCode()).isEqualTo(404);
        assertThat(send(node, "/metrics/../metrics/x", null).statusCode()).isEqualTo(404);
        assertThat(send(node, "/", null).body()).contains("/metrics/per-object");
    }

    private String scrape(String path) throws Exception {
        HttpResponse<String> answer = send(node, path, null);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/plain; version=0.0.4");
        return answer.body();
    }

    private HttpResponse<String> send(Leveret to, String path, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + to.metricsAddresses().get(0).getPort() + path));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
