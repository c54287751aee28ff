// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Exchanges, queues and bindings over HTTP: what RabbitMQ answers, good and bad. */
class ObjectsIT {
    private final ManagedNode node = ManagedNode.start();

    @AfterEach
    void close() {
        node.close();
    }

    private static void refused(HttpResponse<String> response, int status, String error, Object reason) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(new JsonObject(response.body()))
                .isEqualTo(new JsonObject().put("error", error).put("reason", reason));
    }

    private static void is(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    }

    private JsonObject object(String path) {
        HttpResponse<String> response = node.get(path);
        is(response, 200);
        return new JsonObject(response.body());
    }

    private JsonArray array(String path) {
        HttpResponse<String> response = node.get(path);
        is(response, 200);
        return new JsonArray(response.body());
    }

    @Test
    void queueIsDeclaredShownAndDeleted() {
        String path = "/queues/%2F/%C3%BC%2F%20a";
        is(
                node.put(
                        path,
                        "{\"durable\":\"true\",\"arguments\":{\"x-max-length\":10,\"own\":[1.5,\"a\",{\"b\":true}]}}"),
                201);
        is(node.put(path, "{\"durable\":true,\"arguments\":{\"x-max-length\":10}}"), 204);
        JsonObject queue = object(path);
        assertThat(queue.getString("name")).isEqualTo("ü/ a");
        assertThat(queue.getBoolean("durable")).isTrue();
        assertThat(queue.getJsonObject("arguments"))
                .isEqualTo(new JsonObject("{\"x-max-length\":10,\"own\":[1.5,\"a\",{\"b\":true}]}"));
        assertThat(queue.getString("state")).isEqualTo("running");
        assertThat(queue.getInteger("messages")).isZero();
        assertThat(object(path + "?columns=name,arguments.own"))
                .isEqualTo(new JsonObject("{\"name\":\"ü/ a\",\"arguments\":{\"own\":[1.5,\"a\",{\"b\":true}]}}"));
        is(node.delete(path + "?if-empty=true&if-unused=true"), 204);
        refused(node.get(path), 404, "Object Not Found", "Not Found");
        refused(node.delete(path), 404, "Object Not Found", "Not Found");
    }

    @Test
    void badQueuesAreRefusedInRabbitMqsWords() {
        is(node.put("/queues/%2F/q", "{\"durable\":true}"), 201);
        refused(
                node.put("/queues/%2F/q", "{}"),
                400,
                "bad_request",
                "inequivalent arg 'durable' for queue 'q' in vhost '/': received 'false' but current is 'true'");
        refused(
                node.put("/queues/%2F/r", "{\"durable\":\"abc\"}"),
                400,
                "bad_request",
                new JsonArray().add("not_boolean").add("abc"));
        refused(node.put("/queues/%2F/r", "{\"arguments\":{\"x\":null}}"), 400, "bad_request", "null_not_allowed");
        refused(
                node.put("/queues/%2F/r", "{\"arguments\":{\"x-max-length\":\"a\"}}"),
                400,
                "bad_request",
                "invalid arg 'x-max-length' for queue 'r' in vhost '/': \"expected integer, got longstr\"");
        refused(node.put("/queues/%2F/r", "[]"), 400, "bad_request", "not_json");
        refused(node.put("/queues/%2F/amq.r", "{}"), 401, "not_authorised", "Access refused.");
        refused(node.put("/queues/none/r", "{}"), 404, "not_found", "vhost_not_found");
        refused(
                node.put("/queues/%2F/" + "n".repeat(256), "{}"),
                400,
                "bad_request",
                "queue should be less than 255 bytes, actually was 256");
        refused(
                node.put("/queues/%2F/r", "{\"node\":\"a@b\"}"),
                400,
                "bad_request",
                "Node a@b is not a cluster member");
    }

    @Test
    void exchangeIsDeclaredShownAndDeleted() {
        String path = "/exchanges/%2F/x";
        is(
                node.put(
                        path,
                        "{\"type\":\"topic\",\"durable\":true,\"arguments\":{\"alternate-exchange\":\"amq.fanout\"}}"),
                201);
        assertThat(object(path)).isEqualTo(new JsonObject("""
                        {"name":"x","vhost":"/","type":"topic","durable":true,"auto_delete":false,"internal":false,
                        "arguments":{"alternate-exchange":"amq.fanout"},"incoming":[],"outgoing":[]}"""));
        refused(
                node.put(path, "{\"durable\":true}"),
                400,
                "bad_request",
                "inequivalent arg 'type' for exchange 'x' in vhost '/': received 'direct' but current is 'topic'");
        refused(node.put("/exchanges/%2F/y", "{\"type\":\"z\"}"), 400, "bad_request", "unknown exchange type 'z'");
        refused(node.delete("/exchanges/%2F/amq.topic"), 401, "not_authorised", "Access refused.");
        refused(node.delete("/exchanges/%2F/amq.default"), 401, "not_authorised", "Access refused.");
        is(node.put("/queues/%2F/q", "{}"), 201);
        is(node.post("/bindings/%2F/e/x/q/q", "{\"routing_key\":\"#\"}"), 201);
        refused(node.delete(path + "?if-unused=true"), 400, "bad_request", "exchange 'x' in vhost '/' in use");
        is(node.delete(path), 204);
        is(node.get(path), 404);
        assertThat(object("/exchanges/%2F/amq.default").getString("name")).isEmpty();
    }

    @Test
    void bindingsAreMadeFoundAndRemoved() {
        is(node.put("/queues/%2F/q", "{}"), 201);
        is(node.put("/exchanges/%2F/x", "{}"), 201);
        HttpResponse<String> made =
                node.post("/bindings/%2F/e/x/q/q", "{\"routing_key\":\"k ~/%\",\"arguments\":{\"b\":\"x\",\"a\":1}}");
        is(made, 201);
        String place = made.headers().firstValue("location").orElseThrow();
        JsonObject binding = object("/bindings/%2F/e/x/q/" + place);
        assertThat(binding.getString("routing_key")).isEqualTo("k ~/%");
        assertThat(binding.getString("properties_key")).startsWith("k+%7E%2F%25~");
        assertThat(binding.getString("destination_type")).isEqualTo("queue");
        is(node.post("/bindings/%2F/e/x/q/q", ""), 201);
        is(node.post("/bindings/%2F/e/amq.topic/e/x", "{\"routing_key\":\"t\"}"), 201);
        assertThat(array("/bindings/%2F/e/x/q/q")).hasSize(2);
        assertThat(array("/exchanges/%2F/x/bindings/source")).hasSize(2);
        assertThat(array("/exchanges/%2F/x/bindings/destination")).isEqualTo(new JsonArray("""
                        [{"source":"amq.topic","vhost":"/","destination":"x","destination_type":"exchange",
                        "routing_key":"t","arguments":{},"properties_key":"t"}]"""));
        assertThat(array("/queues/%2F/q/bindings")).hasSize(3);
        assertThat(array("/bindings")).hasSize(4);
        assertThat(object("/bindings/%2F/e/x/q/q/~").getString("properties_key"))
                .isEqualTo("~");
        is(node.delete("/bindings/%2F/e/x/q/" + place), 204);
        is(node.delete("/bindings/%2F/e/x/q/" + place), 404);
        is(node.delete("/bindings/%2F/e/amq.topic/e/x/t"), 204);
        assertThat(array("/bindings/%2F")).hasSize(2);
        refused(node.post("/bindings/%2F/e/x/q/none", "{}"), 404, "not_found", "no queue 'none' in vhost '/'");
        refused(node.post("/bindings/%2F/e/none/q/q", "{}"), 404, "not_found", "no exchange 'none' in vhost '/'");
        refused(node.post("/bindings/%2F/e/amq.default/q/q", "{}"), 401, "not_authorised", "Access refused.");
    }

    @Test
    void everybodyDoesWhatTheirOwnPermissionsAllow() {
        is(node.put("/users/u", "{\"password\":\"u\",\"tags\":\"management\"}"), 201);
        is(node.put("/permissions/%2F/u", "{\"configure\":\"^u\",\"write\":\"^u\",\"read\":\"^u\"}"), 201);
        is(node.put("/vhosts/other", ""), 201);
        is(node.put("/queues/%2F/q", "{}"), 201);
        is(node.put("/queues/other/q", "{}"), 201);
        refused(node.as("u", "u", "PUT", "/queues/%2F/r", "{}"), 401, "not_authorised", "Access refused.");
        is(node.as("u", "u", "PUT", "/queues/%2F/u", "{}"), 201);
        refused(node.as("u", "u", "DELETE", "/queues/%2F/q", ""), 401, "not_authorised", "Access refused.");
        refused(node.as("u", "u", "DELETE", "/queues/%2F/q/contents", ""), 401, "not_authorised", "Access refused.");
        refused(
                node.as("u", "u", "POST", "/bindings/%2F/e/amq.direct/q/u", "{}"),
                401,
                "not_authorised",
                "Access refused.");
        refused(
                node.as("u", "u", "POST", "/queues/%2F/u/actions", "{\"action\":\"sync\"}"),
                401,
                "not_authorised",
                "Not administrator user");
        assertThat(new JsonArray(
                        node.as("u", "u", "GET", "/queues?columns=name", "").body()))
                .isEqualTo(new JsonArray("[{\"name\":\"q\"},{\"name\":\"u\"}]"));
        is(node.as("u", "u", "GET", "/queues/other", ""), 404);
        is(node.post("/queues/%2F/q/actions", "{\"action\":\"sync\"}"), 204);
    }
}
