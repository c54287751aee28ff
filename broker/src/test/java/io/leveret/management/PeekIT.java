// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking into queues changes nothing: ready, unacknowledged and stored messages, by filters, in pages. */
class PeekIT {
    @TempDir
    Path directory;

    private ManagedNode node;
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void start() throws Exception {
        node = ManagedNode.on(directory);
        connect();
        channel.queueDeclare("q", true, false, false, Map.of("x-max-priority", 2));
    }

    private void connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(node.node().amqpUri());
        connection = factory.newConnection();
        channel = connection.createChannel();
        channel.confirmSelect();
    }

    @AfterEach
    void stop() {
        connection.abort();
        node.close();
    }

    private void publish(int priority, String... bodies) throws Exception {
        for (String body : bodies) {
            AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                    .deliveryMode(2)
                    .priority(priority)
                    .messageId("id " + body)
                    .timestamp(new Date(1_000L * body.charAt(0)))
                    .headers(Map.of("letter", body))
                    .build();
            channel.basicPublish("", "q", properties, body.getBytes(UTF_8));
        }
        channel.waitForConfirmsOrDie(60_000);
    }

    private JsonObject peek(String query) {
        HttpResponse<String> response = node.get("/queues/%2F/q/peek" + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    private static List<String> texts(JsonObject peeked, String key) {
        return peeked.getJsonArray("messages").stream()
                .map(message -> String.valueOf(((JsonObject) message).getValue(key)))
                .toList();
    }

    @Test
    void itShowsReadyAndHeldMessagesInOrderAndLeavesThem() throws Exception {
        publish(0, "a", "b", "c");
        publish(2, "x");
        GetResponse held = channel.basicGet("q", false);
        assertThat(new String(held.getBody(), UTF_8)).isEqualTo("x");
        for (int i = 0; i < 2; i++) {
            JsonObject all = peek("");
            assertThat(texts(all, "payload")).containsExactly("x", "a", "b", "c");
            assertThat(texts(all, "state")).containsExactly("unacknowledged", "ready", "ready", "ready");
            assertThat(texts(all, "deliveries")).containsExactly("1", "0", "0", "0");
            assertThat(all.containsKey("next")).isFalse();
        }
        GetResponse next = channel.basicGet("q", false);
        assertThat(new String(next.getBody(), UTF_8)).isEqualTo("a");
        assertThat(next.getEnvelope().isRedeliver()).isFalse();
    }

    @Test
    void itFiltersByPositionIdHeaderAndTime() throws Exception {
        publish(0, "a", "b", "c", "d");
        assertThat(texts(peek("?position=2"), "payload")).containsExactly("c", "d");
        assertThat(texts(peek("?message_id=id%20b"), "payload")).containsExactly("b");
        assertThat(texts(peek("?header=letter&value=c"), "payload")).containsExactly("c");
        assertThat(texts(peek("?header=letter&count=2"), "payload")).containsExactly("a", "b");
        assertThat(texts(peek("?header=nosuch"), "payload")).isEmpty();
        assertThat(texts(peek("?since=98&until=99"), "payload")).containsExactly("b", "c");
    }

    @Test
    void itReadsWhatOnlyTheStoreHasInPages() throws Exception {
        for (int i = 0; i < 500; i++) {
            publish(i % 2, String.valueOf(i));
        }
        connection.close();
        node.close();
        node = ManagedNode.on(directory);
        connect();
        List<String> seen = new ArrayList<>();
        JsonObject page = peek("?count=70");
        while (page.containsKey("next")) {
            seen.addAll(texts(page, "payload"));
            page = peek("?count=70&after=" + page.getString("next"));
        }
        seen.addAll(texts(page, "payload"));
        List<String> expected = new ArrayList<>();
        for (int priority = 1; priority >= 0; priority--) {
            for (int i = priority; i < 500; i += 2) {
                expected.add(String.valueOf(i));
            }
        }
        assertThat(seen).isEqualTo(expected);
        assertThat(channel.messageCount("q")).isEqualTo(500);
    }

    @Test
    void nonsenseIsRefused() {
        assertThat(node.get("/queues/%2F/nosuch/peek").statusCode()).isEqualTo(404);
        for (String bad : List.of("count=0", "count=x", "after=x", "after=-1-1", "position=-1", "since=now")) {
            assertThat(node.get("/queues/%2F/q/peek?" + bad).statusCode())
                    .as(bad)
                    .isEqualTo(400);
        }
    }
}
