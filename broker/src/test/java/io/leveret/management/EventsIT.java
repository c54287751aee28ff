// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens in a node, told by the exchange amq.rabbitmq.event. */
class EventsIT {
    private static final String PLUGIN = "/leveret/plugins/rabbitmq_event_exchange";

    @TempDir
    private Path directory;

    private ManagedNode node;
    private ConnectionFactory factory;
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void start() throws Exception {
        node = ManagedNode.on(directory);
        connect();
    }

    private void connect() throws Exception {
        factory = new ConnectionFactory();
        factory.setUri(node.node().amqpUri());
        connection = factory.newConnection();
        channel = connection.createChannel();
    }

    @AfterEach
    void stop() {
        connection.abort();
        node.close();
    }

    private void listen() throws Exception {
        assertThat(node.put(PLUGIN, "").statusCode()).isEqualTo(204);
        channel.queueDeclare("events", true, false, false, null);
        channel.queueBind("events", "amq.rabbitmq.event", "#");
    }

    /** Events by their keys, up to the one with this key; of several the last. */
    private Map<String, Map<String, Object>> until(String key) {
        Map<String, Map<String, Object>> events = new LinkedHashMap<>();
        await().until(() -> {
            for (GetResponse event = channel.basicGet("events", true);
                    event != null;
                    event = channel.basicGet("events", true)) {
                Map<String, Object> facts = new HashMap<>();
                event.getProps().getHeaders().forEach((name, value) -> facts.put(name, plain(value)));
                assertThat(event.getBody()).isEmpty();
                assertThat(event.getProps().getDeliveryMode()).isEqualTo(2);
                assertThat(facts).containsKey("timestamp_in_ms");
                events.put(event.getEnvelope().getRoutingKey(), facts);
            }
            return events.containsKey(key);
        });
        return events;
    }

    private static Object plain(Object value) {
        return value instanceof Number || value instanceof Map || value instanceof List || value instanceof Boolean
                ? value
                : value.toString();
    }

    @Test
    void tellsWhatClientsDo() throws Exception {
        listen();
        try (Connection other = factory.newConnection("other")) {
            Channel its = other.createChannel();
            its.queueDeclare("q", false, false, true, Map.of("x-max-length", 5));
            its.exchangeDeclare("x", "fanout", false, true, null);
            its.queueBind("q", "x", "k");
            String tag = its.basicConsume("q", false, (t, d) -> {}, t -> {});
            its.basicCancel(tag);
            its.close();
        }
        Map<String, Map<String, Object>> events = until("connection.closed");
        assertThat(events)
                .containsKeys(
                        "user.authentication.success",
                        "connection.created",
                        "channel.created",
                        "queue.created",
                        "exchange.created",
                        "binding.created",
                        "consumer.created",
                        "consumer.deleted",
                        "binding.deleted",
                        "queue.deleted",
                        "exchange.deleted",
                        "channel.closed");
        assertThat(events.get("queue.created"))
                .containsEntry("name", "q")
                .containsEntry("vhost", "/")
                .containsEntry("durable", false)
                .containsEntry("auto_delete", true)
                .containsEntry("type", "classic")
                .containsEntry("arguments", Map.of("x-max-length", 5));
        assertThat(events.get("binding.created"))
                .containsEntry("source_name", "x")
                .containsEntry("destination_name", "q")
                .containsEntry("destination_kind", "queue")
                .containsEntry("routing_key", "k");
        assertThat(events.get("consumer.created")).containsEntry("queue", "q").containsEntry("ack_required", true);
        assertThat(events.get("connection.created"))
                .containsEntry("user", "guest")
                .containsEntry("auth_mechanism", "PLAIN")
                .containsEntry("protocol", "{0,9,1}");
        factory.setPassword("wrong");
        assertThatThrownBy(() -> factory.newConnection()).isInstanceOf(AuthenticationFailureException.class);
        assertThat((String) until("user.authentication.failure")
                        .get("user.authentication.failure")
                        .get("error"))
                .contains("guest");
    }

    @Test
    void tellsWhatOperatorsDo() throws Exception {
        listen();
        node.put("/vhosts/v", "{}");
        node.put("/users/u", "{\"password\":\"p\",\"tags\":\"monitoring\"}");
        node.put("/users/u", "{\"password\":\"p2\",\"tags\":\"monitoring\"}");
        node.put("/users/u", "{\"password_hash\":\"\",\"tags\":\"\"}");
        node.put("/permissions/v/u", "{\"configure\":\"c\",\"write\":\"w\",\"read\":\"r\"}");
        node.delete("/permissions/v/u");
        node.put("/topic-permissions/v/u", "{\"exchange\":\"amq.topic\",\"write\":\"w\",\"read\":\"r\"}");
        node.delete("/topic-permissions/v/u");
        node.put("/policies/v/p", "{\"pattern\":\"^a\",\"definition\":{\"max-length\":1}}");
        node.delete("/policies/v/p");
        assertThat(node.send(node.request("/vhost-limits/v/max-queues")
                                .header("Authorization", ManagedNode.basic("guest", "guest"))
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString("{\"value\":5}")))
                        .statusCode())
                .isEqualTo(204);
        node.put("/global-parameters/g", "{\"name\":\"g\",\"value\":1}");
        node.delete("/global-parameters/g");
        node.node().raiseAlarm("disk");
        node.node().clearAlarm("disk");
        node.delete("/users/u");
        node.delete("/vhosts/v");
        Map<String, Map<String, Object>> events = until("vhost.deleted");
        assertThat(events)
                .containsKeys(
                        "vhost.created",
                        "user.created",
                        "user.tags.set",
                        "user.password.changed",
                        "user.password.cleared",
                        "permission.created",
                        "permission.deleted",
                        "topic.permission.created",
                        "topic.permission.deleted",
                        "policy.set",
                        "policy.cleared",
                        "vhost.limits.set",
                        "parameter.set",
                        "parameter.cleared",
                        "alarm.set",
                        "alarm.cleared",
                        "user.deleted");
        assertThat(events.get("permission.created"))
                .containsEntry("user", "u")
                .containsEntry("vhost", "v")
                .containsEntry("configure", "c");
        assertThat(events.get("policy.set")).containsEntry("name", "p").containsEntry("pattern", "^a");
    }

    /** With what is bound to it, over a restart, until it is switched off. */
    @Test
    void staysSwitchedOn() throws Exception {
        assertThat(node.get("/exchanges/%2F/amq.rabbitmq.event").statusCode()).isEqualTo(404);
        listen();
        connection.close();
        node.close();
        node = ManagedNode.on(directory);
        connect();
        channel.queuePurge("events");
        node.put("/vhosts/after", "{}");
        assertThat(until("vhost.created").get("vhost.created")).containsEntry("name", "after");
        assertThat(node.get("/leveret/plugins").body()).isEqualTo("{\"enabled\":[\"rabbitmq_event_exchange\"]}");
        assertThat(node.delete(PLUGIN).statusCode()).isEqualTo(204);
        assertThat(node.get("/exchanges/%2F/amq.rabbitmq.event").statusCode()).isEqualTo(404);
        assertThat(node.put("/leveret/plugins/rabbitmq_shovel", "").statusCode())
                .isEqualTo(400);
    }
}
