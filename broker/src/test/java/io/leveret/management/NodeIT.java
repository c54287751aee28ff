// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.leveret.auth.HashAlgorithm;
import io.leveret.auth.PasswordHash;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API says about the node, and whether it is well. */
class NodeIT {
    private static ManagedNode node;

    @BeforeAll
    static void start() {
        node = ManagedNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static ConnectionFactory amqp() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(node.node().amqpUri());
        return factory;
    }

    private static JsonObject object(String path) {
        return new JsonObject(node.get(path).body());
    }

    @Test
    void overviewCounts() throws Exception {
        try (Connection connection = amqp().newConnection();
                com.rabbitmq.client.Channel channel = connection.createChannel()) {
            channel.queueDeclare("counted", false, false, true, null);
            channel.basicPublish("", "counted", null, new byte[3]);
            channel.basicPublish("", "counted", null, new byte[3]);
            assertThat(channel.messageCount("counted")).isEqualTo(2);
            JsonObject overview = object("/overview");
            assertThat(overview.getJsonObject("queue_totals").getLong("messages_ready"))
                    .isEqualTo(2);
            assertThat(overview.getJsonObject("message_stats").getLong("publish"))
                    .isEqualTo(2);
            JsonObject objects = overview.getJsonObject("object_totals");
            assertThat(objects.getLong("connections")).isEqualTo(1);
            assertThat(objects.getLong("channels")).isEqualTo(1);
            assertThat(objects.getLong("queues")).isEqualTo(1);
            assertThat(overview.getJsonObject("churn_rates").getLong("queue_created"))
                    .isEqualTo(1);
            assertThat(object("/overview?disable_stats=true").containsKey("queue_totals"))
                    .isFalse();
            channel.queueDelete("counted");
        }
        await().until(() -> object("/overview").getJsonObject("object_totals").getLong("connections") == 0);
    }

    @Test
    void overviewNamesTheProduct() {
        JsonObject overview = object("/overview");
        assertThat(overview.getString("rabbitmq_version")).isEqualTo("4.3.5");
        assertThat(overview.getString("product_name")).isEqualTo("Leveret");
        assertThat(overview.getJsonArray("listeners").stream()
                        .map(listener -> ((JsonObject) listener).getString("protocol")))
                .containsExactly("amqp", "http");
    }

    @Test
    void onlyMonitorsSeeListenersAndNodes() {
        node.put("/users/m", "{\"password\":\"p\",\"tags\":\"management\"}");
        JsonObject overview =
                new JsonObject(node.as("m", "p", "GET", "/overview", "").body());
        assertThat(overview.containsKey("listeners")).isFalse();
        assertThat(overview.getJsonObject("object_totals").getLong("exchanges")).isZero();
        assertThat(node.as("m", "p", "GET", "/nodes", "").statusCode()).isEqualTo(401);
    }

    @Test
    void nodesTellTheirResources() {
        JsonObject one = new JsonArray(node.get("/nodes").body()).getJsonObject(0);
        assertThat(one.getLong("mem_used")).isPositive().isLessThan(one.getLong("mem_limit"));
        assertThat(one.getBoolean("mem_alarm")).isFalse();
        assertThat(one.getLong("uptime")).isPositive();
        assertThat(object("/nodes/" + one.getString("name")).getString("os_pid"))
                .isEqualTo(Long.toString(ProcessHandle.current().pid()));
        assertThat(node.get("/nodes/other").statusCode()).isEqualTo(404);
        assertThat(object("/nodes/" + one.getString("name") + "/memory")
                        .getJsonObject("memory")
                        .getJsonObject("total")
                        .getLong("rss"))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alarms",
                "local-alarms",
                "virtual-hosts",
                "certificate-expiration/1/months",
                "protocol-listener/amqp,http",
                "protocol-listener/AMQP091",
                "metadata-store/initialized",
                "metadata-store/initialized/with-data",
                "node-is-quorum-critical",
                "quorum-queues-without-elected-leaders/all-vhosts/",
                "quorum-queues-without-elected-leaders/vhost/%2F/pattern/.*"
            })
    void isWell(String check) {
        assertThat(node.get("/health/checks/" + check).statusCode()).isEqualTo(200);
        assertThat(object("/health/checks/" + check).getString("status")).isEqualTo("ok");
        assertThat(node.send(node.request("/health/checks/" + check)).statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "is-in-service",
                "ready-to-serve-clients",
                "below-node-connection-limit",
                "reached-target-cluster-size"
            })
    void probesNeedNoLogin(String check) {
        assertThat(node.send(node.request("/health/checks/" + check)).body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "port-listener/1, 503, No active listener",
        "port-listener/x, 400, Invalid port",
        "protocol-listener/mqtt, 503, No active listener",
        "certificate-expiration/x/months, 400, Invalid expiration value."
    })
    void isNotWell(String check, int status, String reason) {
        HttpResponse<String> answer = node.get("/health/checks/" + check);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(new JsonObject(answer.body()).getString("reason")).isEqualTo(reason);
    }

    @Test
    void alarmsAreTold() {
        node.node().raiseAlarm("memory");
        await().until(() -> node.get("/health/checks/alarms").statusCode() == 503);
        JsonObject answer = object("/health/checks/alarms");
        assertThat(answer.getString("reason")).isEqualTo("There are alarms in effect in the cluster");
        assertThat(answer.getJsonArray("alarms").getJsonObject(0).getString("resource"))
                .isEqualTo("memory");
        node.node().clearAlarm("memory");
        await().until(() -> node.get("/health/checks/alarms").statusCode() == 200);
    }

    @Test
    void loginFromAPage() {
        HttpRequest.Builder request =
                node.request("/login").header("Content-Type", "application/x-www-form-urlencoded");
        HttpResponse<String> right =
                node.send(request.POST(HttpRequest.BodyPublishers.ofString("username=guest&password=guest")));
        assertThat(new JsonObject(right.body()).getJsonObject("user").getString("name"))
                .isEqualTo("guest");
        HttpResponse<String> wrong =
                node.send(request.POST(HttpRequest.BodyPublishers.ofString("username=guest&password=bad")));
        assertThat(wrong.statusCode()).isEqualTo(401);
    }

    @Test
    void attemptsToLogInAreCounted() throws Exception {
        String name = object("/overview").getString("node");
        node.delete("/auth/attempts/" + name);
        node.as("guest", "bad", "GET", "/whoami", "");
        ConnectionFactory factory = amqp();
        factory.setPassword("bad");
        assertThatThrownBy(factory::newConnection).isInstanceOf(Exception.class);
        JsonArray attempts = new JsonArray(node.get("/auth/attempts/" + name).body());
        assertThat(attempts.getJsonObject(0).getString("protocol")).isEqualTo("amqp091");
        assertThat(attempts.getJsonObject(0).getLong("auth_attempts_failed")).isEqualTo(1);
        assertThat(attempts.getJsonObject(1).getLong("auth_attempts_failed")).isEqualTo(1);
        assertThat(attempts.getJsonObject(1).getLong("auth_attempts_succeeded")).isEqualTo(1);
    }

    @Test
    void hashesPasswords() {
        String hash = object("/auth/hash_password/a%2Fb").getString("ok");
        assertThat(PasswordHash.ofBase64(HashAlgorithm.SHA_256, hash).matches("a/b"))
                .isTrue();
    }

    @Test
    void connectionsHaveLimits() throws Exception {
        String json = "{\"value\":1}";
        node.put("/vhosts/limited", "");
        assertThat(node.send(node.request("/vhost-limits/limited/max-connections")
                                .header("Authorization", ManagedNode.basic("guest", "guest"))
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString(json)))
                        .statusCode())
                .isEqualTo(204);
        ConnectionFactory factory = amqp();
        factory.setVirtualHost("limited");
        try (Connection first = factory.newConnection()) {
            assertThat(first.isOpen()).isTrue();
            assertThatThrownBy(factory::newConnection)
                    .hasStackTraceContaining(
                            "access to vhost 'limited' refused for user 'guest': connection limit (1) is reached");
        }
        await().ignoreExceptions().untilAsserted(() -> factory.newConnection().close());
    }

    @Test
    void listsFeatures() {
        JsonArray flags = new JsonArray(node.get("/feature-flags").body());
        assertThat(flags.stream().map(flag -> ((JsonObject) flag).getString("state")))
                .containsOnly("enabled");
        assertThat(new JsonArray(node.get("/deprecated-features").body())).isNotEmpty();
        assertThat(node.get("/deprecated-features/used").body()).isEqualTo("[]");
        assertThat(node.get("/extensions").body()).isEqualTo("[]");
        assertThat(node.post("/rebalance/queues", "").statusCode()).isEqualTo(204);
    }
}
