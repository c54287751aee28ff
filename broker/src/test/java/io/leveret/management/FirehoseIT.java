// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages of a virtual host that is traced, copied to amq.rabbitmq.trace. */
class FirehoseIT {
    private static final byte[] BODY = "hello".getBytes(StandardCharsets.UTF_8);

    private ManagedNode http;
    private Connection connection;
    private Channel channel;
    private String traces;

    @BeforeEach
    void start() throws Exception {
        http = ManagedNode.start();
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(http.node().amqpUri());
        connection = factory.newConnection();
        channel = connection.createChannel();
        traces = channel.queueDeclare().getQueue();
        channel.exchangeDeclare("x", BuiltinExchangeType.TOPIC);
        channel.queueBind(traces, "amq.rabbitmq.trace", "#");
        channel.queueDeclare("q", false, false, false, null);
        channel.queueBind("q", "x", "a.*");
    }

    @AfterEach
    void stop() throws Exception {
        connection.abort();
        http.close();
    }

    private void trace(boolean on) throws Exception {
        assertThat(http.put("/vhosts/%2F", "{\"tracing\":" + on + "}").statusCode())
                .isEqualTo(204);
        assertThat(http.get("/vhosts/%2F").body()).contains("\"tracing\":" + on);
    }

    private GetResponse next(String queue) {
        return await().until(() -> channel.basicGet(queue, true), Objects::nonNull);
    }

    @Test
    void copiesWhatIsPublishedAndDelivered() throws Exception {
        trace(true);
        BasicProperties properties = new BasicProperties.Builder()
                .contentType("text/plain")
                .headers(Map.of("CC", List.of("a.c"), "k", 1))
                .deliveryMode(2)
                .timestamp(new Date(1_700_000_000_000L))
                .build();
        channel.basicPublish("x", "a.b", properties, BODY);
        GetResponse message = next("q");
        trace(false);
        channel.basicPublish("x", "a.b", properties, BODY);
        next("q");

        GetResponse publish = next(traces);
        assertThat(publish.getEnvelope().getExchange()).isEqualTo("amq.rabbitmq.trace");
        assertThat(publish.getEnvelope().getRoutingKey()).isEqualTo("publish.x");
        assertThat(publish.getBody()).isEqualTo(message.getBody());
        assertThat(publish.getProps().getDeliveryMode()).isNull();
        Map<String, Object> headers = plain(publish);
        assertThat(headers)
                .containsOnlyKeys(
                        "exchange_name",
                        "routing_keys",
                        "properties",
                        "node",
                        "vhost",
                        "connection",
                        "channel",
                        "user",
                        "routed_queues")
                .containsEntry("exchange_name", "x")
                .containsEntry("routing_keys", List.of("a.b", "a.c"))
                .containsEntry("vhost", "/")
                .containsEntry("channel", channel.getChannelNumber())
                .containsEntry("user", "guest")
                .containsEntry("routed_queues", List.of("q"));
        assertThat(headers.get("properties"))
                .isEqualTo(Map.of(
                        "content_type",
                        "text/plain",
                        "headers",
                        Map.of("CC", List.of("a.c"), "k", 1),
                        "delivery_mode",
                        2,
                        "timestamp",
                        1_700_000_000));
        assertThat((String) headers.get("connection")).contains(" -> ");

        GetResponse deliver = next(traces);
        assertThat(deliver.getEnvelope().getRoutingKey()).isEqualTo("deliver.q");
        assertThat(plain(deliver))
                .containsEntry("exchange_name", "x")
                .containsEntry("redelivered", 0)
                .containsEntry("routing_keys", List.of("a.b", "a.c"))
                .doesNotContainKey("routed_queues");
        assertThat(channel.messageCount(traces)).isZero();
    }

    /** Copies that are consumed are not copied again, and a queue may get copies of what it delivers itself. */
    @Test
    void endsSomewhere() throws Exception {
        trace(true);
        channel.queueBind("q", "amq.rabbitmq.trace", "deliver.q");
        List<String> consumed = new ArrayList<>();
        channel.basicConsume(
                "q",
                true,
                (tag, delivery) -> {
                    synchronized (consumed) {
                        consumed.add(delivery.getEnvelope().getRoutingKey());
                    }
                },
                tag -> {});
        channel.basicPublish("x", "a.b", null, BODY);
        await().untilAsserted(() -> {
            synchronized (consumed) {
                assertThat(consumed).containsExactly("a.b", "deliver.q");
            }
        });
        assertThat(next(traces).getEnvelope().getRoutingKey()).isEqualTo("publish.x");
        assertThat(next(traces).getEnvelope().getRoutingKey()).isEqualTo("deliver.q");
        assertThat(channel.basicGet(traces, true)).isNull();
    }

    @Test
    void copiesWhatGoesNowhere() throws Exception {
        trace(true);
        String longest = "n".repeat(255);
        channel.queueDeclare(longest, false, true, true, null);
        channel.basicPublish("x", "nowhere", null, BODY);
        assertThat(plain(next(traces)).get("routed_queues")).isEqualTo(List.of());
        channel.basicPublish("", longest, null, BODY);
        assertThat(next(traces).getEnvelope().getRoutingKey()).isEqualTo("publish.");
        next(longest);
        assertThat(next(traces).getEnvelope().getRoutingKey()).hasSize(255).startsWith("deliver.nnn");
        assertThat(http.post(
                                "/exchanges/%2F/x/publish",
                                "{\"properties\":{},\"routing_key\":\"a.h\",\"payload\":\"p\",\"payload_encoding\":\"string\"}")
                        .body())
                .contains("true");
        assertThat(plain(next(traces))).containsEntry("user", "guest").containsEntry("routed_queues", List.of("q"));
    }

    private static Map<String, Object> plain(GetResponse message) {
        Map<String, Object> plain = new HashMap<>();
        message.getProps().getHeaders().forEach((name, value) -> plain.put(name, plain(value)));
        return plain;
    }

    private static Object plain(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(FirehoseIT::plain).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> plain = new HashMap<>();
            map.forEach((key, each) -> plain.put(key, plain(each)));
            return plain;
        }
        return value instanceof Number ? value : value.toString();
    }
}
