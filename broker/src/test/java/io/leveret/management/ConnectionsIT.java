// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.ShutdownSignalException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections, channels and consumers of a real client, seen over HTTP. */
class ConnectionsIT {
    private final ManagedNode node = ManagedNode.start();
    private final CompletableFuture<ShutdownSignalException> closed = new CompletableFuture<>();
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(node.node().amqpUri());
        factory.setAutomaticRecoveryEnabled(false);
        connection = factory.newConnection("my app");
        connection.addShutdownListener(closed::complete);
        channel = connection.createChannel(7);
        channel.confirmSelect();
        channel.basicQos(3);
        channel.queueDeclare("q", false, false, false, null);
        channel.basicConsume("q", false, "tag", false, false, Map.of("x-priority", 2), new DefaultConsumer(channel));
        for (int i = 0; i < 5; i++) {
            channel.basicPublish("", "q", null, new byte[10]);
        }
        channel.waitForConfirmsOrDie(10_000);
    }

    @AfterEach
    void close() throws Exception {
        connection.abort();
        node.close();
    }

    private JsonArray array(String path) {
        HttpResponse<String> response = node.get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonArray(response.body());
    }

    private JsonObject object(String path) {
        HttpResponse<String> response = node.get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    private static String inPath(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Test
    void connectionIsShown() {
        JsonObject listed = array("/connections").getJsonObject(0);
        assertThat(listed.getString("user_provided_name")).isEqualTo("my app");
        assertThat(listed.getString("protocol")).isEqualTo("AMQP 0-9-1");
        assertThat(listed.getString("state")).isEqualTo("running");
        assertThat(listed.getInteger("channels")).isEqualTo(1);
        assertThat(listed.getLong("recv_oct")).isPositive();
        assertThat(listed.getBoolean("ssl")).isFalse();
        assertThat(listed.getJsonObject("client_properties").getString("product"))
                .isEqualTo("RabbitMQ");
        String name = listed.getString("name");
        assertThat(object("/connections/" + inPath(name)).getString("name")).isEqualTo(name);
        assertThat(object("/connections?page=1&name=127").getInteger("total_count"))
                .isEqualTo(1);
        assertThat(array("/connections/username/guest")).hasSize(1);
        assertThat(array("/connections/username/nobody")).isEmpty();
        assertThat(array("/vhosts/%2F/connections")).hasSize(1);
        assertThat(node.get("/vhosts/none/connections").statusCode()).isEqualTo(404);
        assertThat(node.get("/connections/none").statusCode()).isEqualTo(404);
    }

    @Test
    void channelAndConsumerAreShown() {
        String connectionName = array("/connections").getJsonObject(0).getString("name");
        await().untilAsserted(
                        () -> assertThat(array("/channels").getJsonObject(0).getInteger("messages_unacknowledged"))
                                .isEqualTo(3));
        JsonObject listed =
                array("/connections/" + inPath(connectionName) + "/channels").getJsonObject(0);
        assertThat(listed.getString("name")).isEqualTo(connectionName + " (7)");
        assertThat(listed.getBoolean("confirm")).isTrue();
        assertThat(listed.getInteger("prefetch_count")).isEqualTo(3);
        assertThat(listed.getJsonObject("message_stats").getInteger("publish")).isEqualTo(5);
        assertThat(listed.getJsonObject("message_stats").getInteger("deliver_get"))
                .isEqualTo(3);
        assertThat(array("/vhosts/%2F/channels")).hasSize(1);
        JsonObject consumer = array("/consumers/%2F").getJsonObject(0);
        assertThat(consumer.getString("consumer_tag")).isEqualTo("tag");
        assertThat(consumer.getJsonObject("arguments")).isEqualTo(new JsonObject("{\"x-priority\":2}"));
        assertThat(consumer.getJsonObject("channel_details").getInteger("number"))
                .isEqualTo(7);
        assertThat(consumer.getJsonObject("queue")).isEqualTo(new JsonObject("{\"name\":\"q\",\"vhost\":\"/\"}"));
        JsonObject channelItself = object("/channels/" + inPath(listed.getString("name")));
        assertThat(channelItself.getJsonArray("consumer_details")).containsExactly(consumer);
        assertThat(object("/queues/%2F/q").getJsonArray("consumer_details")).containsExactly(consumer);
        assertThat(node.get("/channels/none").statusCode()).isEqualTo(404);
        assertThat(node.get("/consumers/none").statusCode()).isEqualTo(404);
    }

    @Test
    void connectionIsClosedWithAReason() throws Exception {
        String name = array("/connections").getJsonObject(0).getString("name");
        HttpResponse<String> response = node.send(node.request("/connections/" + inPath(name))
                .header("Authorization", ManagedNode.basic("guest", "guest"))
                .header("X-Reason", "go away")
                .DELETE());
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(closed.get(10, TimeUnit.SECONDS).getReason().toString())
                .contains("reply-code=320", "CONNECTION_FORCED - go away");
        await().untilAsserted(() -> assertThat(array("/connections")).isEmpty());
    }

    @Test
    void allConnectionsOfAUserAreClosed() throws Exception {
        assertThat(node.delete("/connections/username/guest").statusCode()).isEqualTo(204);
        assertThat(closed.get(10, TimeUnit.SECONDS).getReason().toString()).contains("Closed via management plugin");
    }

    @Test
    void whoIsNoMonitorSeesTheirOwn() {
        node.put("/users/u", "{\"password\":\"u\",\"tags\":\"management\"}");
        node.put("/permissions/%2F/u", "{\"configure\":\".*\",\"write\":\".*\",\"read\":\".*\"}");
        String name = inPath(array("/connections").getJsonObject(0).getString("name"));
        for (String path : new String[] {"/connections", "/channels", "/consumers", "/vhosts/%2F/connections"}) {
            assertThat(node.as("u", "u", "GET", path, "").body()).as(path).isEqualTo("[]");
        }
        assertThat(node.as("u", "u", "GET", "/connections/" + name, "").statusCode())
                .isEqualTo(401);
        assertThat(node.as("u", "u", "DELETE", "/connections/" + name, "").statusCode())
                .isEqualTo(401);
        node.put("/users/m", "{\"password\":\"m\",\"tags\":\"monitoring\"}");
        assertThat(new JsonArray(node.as("m", "m", "GET", "/connections", "").body()))
                .hasSize(1);
        assertThat(node.as("m", "m", "DELETE", "/connections/" + name, "").statusCode())
                .isEqualTo(401);
    }
}
