// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.ConnectionFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages published and got over HTTP. */
class MessagesIT {
    private static final String PUBLISH = "/exchanges/%2F/amq.default/publish";
    private static final String GET = "/queues/%2F/q/get";
    private final ManagedNode node = ManagedNode.start();

    @BeforeEach
    void declare() {
        assertThat(node.put("/queues/%2F/q", "{\"durable\":true}").statusCode()).isEqualTo(201);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private static JsonObject message(String payload) {
        return new JsonObject()
                .put("properties", new JsonObject())
                .put("routing_key", "q")
                .put("payload", payload)
                .put("payload_encoding", "string");
    }

    private boolean publish(JsonObject message) {
        HttpResponse<String> response = node.post(PUBLISH, message.encode());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body()).getBoolean("routed");
    }

    private JsonArray get(int count, String ackMode, String more) {
        HttpResponse<String> response = node.post(
                GET, "{\"count\":" + count + ",\"ackmode\":\"" + ackMode + "\",\"encoding\":\"auto\"" + more + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonArray(response.body());
    }

    private static List<String> payloads(JsonArray messages) {
        return messages.stream()
                .map(message -> ((JsonObject) message).getString("payload"))
                .toList();
    }

    private static void refused(HttpResponse<String> response, int status, String error, Object reason) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(new JsonObject(response.body()))
                .isEqualTo(new JsonObject().put("error", error).put("reason", reason));
    }

    @Test
    void messageComesBackAsItWasPublished() {
        JsonObject properties = new JsonObject("""
                {"content_type":"text/plain","headers":{"h":1,"t":{"a":[1,2,"x",true,1.25]}},"delivery_mode":2,
                "priority":3,"timestamp":5,"message_id":"m"}""");
        assertThat(publish(message("hello").put("properties", properties))).isTrue();
        assertThat(publish(message("nobody").put("routing_key", "none"))).isFalse();
        assertThat(get(5, "ack_requeue_false", ""))
                .isEqualTo(new JsonArray()
                        .add(new JsonObject()
                                .put("payload_bytes", 5)
                                .put("redelivered", false)
                                .put("exchange", "")
                                .put("routing_key", "q")
                                .put("message_count", 0)
                                .put("properties", properties)
                                .put("payload", "hello")
                                .put("payload_encoding", "string")));
        assertThat(get(5, "ack_requeue_false", "")).isEmpty();
    }

    @Test
    void bytesAreNoTextAndTextMayBeCut() {
        assertThat(publish(message("/+8=").put("payload_encoding", "base64"))).isTrue();
        assertThat(publish(message("hello"))).isTrue();
        JsonArray got = get(-1, "ack_requeue_true", ",\"truncate\":4");
        assertThat(payloads(got)).containsExactly("/+8=", "hell");
        assertThat(got.getJsonObject(0).getString("payload_encoding")).isEqualTo("base64");
        assertThat(got.getJsonObject(1).getInteger("payload_bytes")).isEqualTo(5);
        assertThat(got.getJsonObject(1).getValue("properties")).isEqualTo(new JsonArray());
    }

    @Test
    void messagesEndAsTheAckModeSays() {
        publish(message("1"));
        publish(message("2"));
        publish(message("3"));
        assertThat(payloads(get(2, "ack_requeue_true", ""))).containsExactly("1", "2");
        JsonArray again = get(2, "reject_requeue_true", "");
        assertThat(payloads(again)).containsExactly("1", "2");
        assertThat(again.getJsonObject(0).getBoolean("redelivered")).isTrue();
        assertThat(payloads(get(1, "reject_requeue_false", ""))).containsExactly("1");
        assertThat(payloads(get(1, "ack_requeue_false", ""))).containsExactly("2");
        JsonObject queue = new JsonObject(node.get("/queues/%2F/q").body());
        assertThat(queue.getInteger("messages_ready")).isEqualTo(1);
        assertThat(queue.getInteger("messages_unacknowledged")).isZero();
        assertThat(node.delete("/queues/%2F/q/contents").statusCode()).isEqualTo(204);
        assertThat(payloads(get(9, "ack_requeue_true", ""))).isEmpty();
    }

    @Test
    void carbonCopiesGoWhereTheHeadersSay() {
        assertThat(node.put("/queues/%2F/copy", "{}").statusCode()).isEqualTo(201);
        publish(message("m").put("properties", new JsonObject("{\"headers\":{\"CC\":[\"copy\"]}}")));
        JsonObject copy = new JsonObject(node.get("/queues/%2F/copy").body());
        assertThat(copy.getInteger("messages")).isEqualTo(1);
    }

    @Test
    void badRequestsAreRefusedInRabbitMqsWords() {
        refused(
                node.post(PUBLISH, "{\"properties\":{},\"routing_key\":\"q\"}"),
                400,
                "bad_request",
                "[{key_missing,payload},{key_missing,payload_encoding}]");
        refused(
                node.post(
                        PUBLISH, message("!!").put("payload_encoding", "base64").encode()),
                400,
                "bad_request",
                new JsonArray().add("not_base64").add("!!"));
        refused(
                node.post(PUBLISH, message("x").put("payload_encoding", "hex").encode()),
                400,
                "bad_request",
                new JsonArray().add("unsupported_encoding").add("hex"));
        refused(
                node.post(
                        PUBLISH,
                        message("x")
                                .put("properties", new JsonObject().put("priority", "1"))
                                .encode()),
                400,
                "bad_request",
                new JsonArray().add("not_int").add("priority"));
        refused(
                node.post(
                        PUBLISH,
                        message("x")
                                .put("properties", new JsonObject().put("expiration", "abc"))
                                .encode()),
                400,
                "bad_request",
                "406 PRECONDITION_FAILED - invalid expiration 'abc': no_integer");
        refused(
                node.post(
                        PUBLISH,
                        message("x")
                                .put("properties", new JsonObject().put("user_id", "u"))
                                .encode()),
                400,
                "bad_request",
                "406 PRECONDITION_FAILED - user_id property set to 'u' but authenticated user was 'guest'");
        refused(
                node.post("/exchanges/%2F/none/publish", message("x").encode()),
                404,
                "not_found",
                "exchange_not_found");
        refused(
                node.post(GET, "{\"count\":\"x\",\"ackmode\":\"ack_requeue_true\",\"encoding\":\"auto\"}"),
                400,
                "bad_request",
                new JsonArray().add("not_integer").add("x"));
        refused(
                node.post(GET, "{\"count\":1,\"ackmode\":\"ack_requeue_true\",\"encoding\":\"x\"}"),
                400,
                "bad_request",
                "Unsupported encoding. Please use auto or base64.");
        refused(
                node.post(GET, "{\"count\":1,\"ackmode\":\"x\",\"encoding\":\"auto\"}"),
                400,
                "bad_request",
                "Invalid ackmode value: x. Valid values are: ack_requeue_true, ack_requeue_false,"
                        + " reject_requeue_true, reject_requeue_false");
        refused(node.post("/queues/%2F/none/get", "{}"), 404, "not_found", "queue_not_found");
    }

    @Test
    void whoMayNotIsRefused() {
        node.put("/users/u", "{\"password\":\"u\",\"tags\":\"management\"}");
        node.put("/permissions/%2F/u", "{\"configure\":\"^u\",\"write\":\"^u\",\"read\":\"^u\"}");
        refused(
                node.as("u", "u", "POST", PUBLISH, message("x").encode()),
                400,
                "bad_request",
                "403 ACCESS_REFUSED - write access to exchange 'amq.default' in vhost '/' refused for user 'u'");
        refused(
                node.as("u", "u", "POST", GET, "{\"count\":1,\"ackmode\":\"ack_requeue_true\",\"encoding\":\"auto\"}"),
                401,
                "not_authorised",
                "ACCESS_REFUSED - read access to queue 'q' in vhost '/' refused for user 'u'");
        node.put("/users/a", "{\"password\":\"a\",\"tags\":\"administrator\"}");
        refused(node.as("a", "a", "POST", PUBLISH, message("x").encode()), 401, "not_authorised", "Access refused.");
    }

    @Test
    void exclusiveQueueIsItsOwnersAlone() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(node.node().amqpUri());
        try (var connection = factory.newConnection("owner")) {
            connection.createChannel().queueDeclare("own", false, true, false, null);
            JsonObject queue = new JsonObject(node.get("/queues/%2F/own").body());
            assertThat(queue.getBoolean("exclusive")).isTrue();
            assertThat(queue.getJsonObject("owner_pid_details").getString("name"))
                    .contains(" -> ");
            HttpResponse<String> refused = node.post(
                    "/queues/%2F/own/get", "{\"count\":1,\"ackmode\":\"ack_requeue_true\",\"encoding\":\"auto\"}");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body())
                    .contains("405 RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'own'");
            assertThat(node.delete("/queues/%2F/own").statusCode()).isEqualTo(400);
        }
    }
}
