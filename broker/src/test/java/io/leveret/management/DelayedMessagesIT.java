// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Delayed messages over HTTP: listed in pages, and cancelled. */
class DelayedMessagesIT {
    private static final String DELAYED = "/exchanges/%2F/later/delayed";
    private final ManagedNode node = ManagedNode.start();

    @BeforeEach
    void declare() {
        assertThat(node.put("/queues/%2F/q", "{\"durable\":true}").statusCode()).isEqualTo(201);
        assertThat(node.put(
                                "/exchanges/%2F/later",
                                "{\"type\":\"x-delayed-message\",\"durable\":true,"
                                        + "\"arguments\":{\"x-delayed-type\":\"fanout\"}}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(node.post("/bindings/%2F/e/later/q/q", "{}").statusCode()).isEqualTo(201);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void publish(String payload, long delay) {
        JsonObject message = new JsonObject()
                .put("properties", new JsonObject().put("headers", new JsonObject().put("x-delay", delay)))
                .put("routing_key", "key")
                .put("payload", payload)
                .put("payload_encoding", "string");
        assertThat(node.post("/exchanges/%2F/later/publish", message.encode()).statusCode())
                .isEqualTo(200);
    }

    private JsonObject list(String query) {
        HttpResponse<String> response = node.get(DELAYED + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    private static List<String> payloads(JsonObject list) {
        return list.getJsonArray("messages").stream()
                .map(message -> ((JsonObject) message).getString("payload"))
                .toList();
    }

    @Test
    void theyAreListedInPagesInTheOrderTheyAreDue() {
        for (int hours = 7; hours > 0; hours--) {
            publish(hours + " h", hours * 3_600_000L);
        }
        List<String> all = new ArrayList<>();
        JsonObject page = list("?count=2");
        while (page.containsKey("next")) {
            assertThat(page.getJsonArray("messages")).hasSize(2);
            all.addAll(payloads(page));
            page = list("?count=2&after=" + page.getString("next"));
        }
        all.addAll(payloads(page));
        assertThat(all).containsExactly("1 h", "2 h", "3 h", "4 h", "5 h", "6 h", "7 h");
        JsonObject first = list("").getJsonArray("messages").getJsonObject(0);
        assertThat(first.getString("routing_key")).isEqualTo("key");
        assertThat(first.getInteger("payload_bytes")).isEqualTo(3);
        assertThat(first.getLong("due"))
                .isBetween(System.currentTimeMillis() + 3_000_000, System.currentTimeMillis() + 3_600_000);
        assertThat(list("").getInteger("messages_delayed")).isEqualTo(7);
    }

    @Test
    void oneThatIsCancelledDoesNotCome() {
        publish("far", 3_600_000);
        publish("cancelled", 3_600_000);
        publish("soon", 60_000);
        publish("cancelled too", 500);
        publish("at last", 501);
        for (Object each : list("").getJsonArray("messages")) {
            JsonObject message = (JsonObject) each;
            if (message.getString("payload").startsWith("cancelled")) {
                String path = DELAYED + "/" + message.getString("id");
                int status = node.delete(path).statusCode();
                // under load it may have come before it was cancelled
                assertThat(status).isIn(204, message.getString("payload").equals("cancelled") ? 204 : 404);
                assertThat(node.delete(path).statusCode()).isEqualTo(404);
            }
        }
        List<String> got = new ArrayList<>();
        await().untilAsserted(() -> {
            JsonArray messages = new JsonArray(node.post(
                            "/queues/%2F/q/get",
                            "{\"count\":9,\"ackmode\":\"ack_requeue_false\",\"encoding\":\"auto\"}")
                    .body());
            messages.forEach(message -> got.add(((JsonObject) message).getString("payload")));
            assertThat(got).contains("at last");
        });
        got.remove("cancelled too");
        assertThat(got).containsExactly("at last");
        assertThat(payloads(list(""))).containsExactlyInAnyOrder("soon", "far");
    }

    @Test
    void whatIsNotThereIsNotFoundAndNonsenseIsRefused() {
        assertThat(node.get("/exchanges/%2F/nosuch/delayed").statusCode()).isEqualTo(404);
        assertThat(node.get("/exchanges/%2F/amq.direct/delayed").statusCode()).isEqualTo(404);
        assertThat(node.delete(DELAYED + "/nonsense").statusCode()).isEqualTo(404);
        assertThat(node.delete(DELAYED + "/1-2").statusCode()).isEqualTo(404);
        assertThat(node.get(DELAYED + "?count=0").statusCode()).isEqualTo(400);
        assertThat(node.get(DELAYED + "?count=many").statusCode()).isEqualTo(400);
        assertThat(node.get(DELAYED + "?after=nonsense").statusCode()).isEqualTo(400);
    }
}
