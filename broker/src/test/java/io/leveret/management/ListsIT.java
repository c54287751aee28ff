// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists in pages, sorted, filtered, and with some columns only. */
class ListsIT {
    private final ManagedNode node = ManagedNode.start();

    @BeforeEach
    void declare() {
        for (String name : List.of("b1", "a1", "C1", "b2")) {
            assertThat(node.put("/queues/%2F/" + name, "{\"durable\":" + name.endsWith("2") + "}")
                            .statusCode())
                    .isEqualTo(201);
        }
        for (int i = 0; i < 3; i++) {
            node.post(
                    "/exchanges/%2F/amq.default/publish",
                    "{\"properties\":{},\"routing_key\":\"b1\",\"payload\":\"x\",\"payload_encoding\":\"string\"}");
        }
    }

    @AfterEach
    void close() {
        node.close();
    }

    private JsonObject page(String query) {
        HttpResponse<String> response = node.get("/queues?" + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    private static List<String> names(JsonArray list) {
        return list.stream().map(item -> ((JsonObject) item).getString("name")).toList();
    }

    @Test
    void pageSaysWhereItIs() {
        assertThat(page("page=2&page_size=3&columns=name")).isEqualTo(new JsonObject("""
                        {"filtered_count":4,"item_count":1,"page":2,"page_count":2,"page_size":3,"total_count":4,
                        "items":[{"name":"b2"}]}"""));
        JsonObject first = page("page=1&pagination=true");
        assertThat(names(first.getJsonArray("items"))).containsExactly("C1", "a1", "b1", "b2");
        assertThat(first.getInteger("page_size")).isEqualTo(100);
        assertThat(first.getJsonArray("items").getJsonObject(2).getInteger("messages"))
                .isEqualTo(3);
    }

    /** So long that it is sent while it is made. */
    @Test
    void aLongListIsWhole() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(node.node().amqpUri());
        try (Connection connection = factory.newConnection()) {
            Channel channel = connection.createChannel();
            for (int i = 0; i < 1_500; i++) {
                channel.queueDeclareNoWait("q%04d".formatted(i), false, true, false, null);
            }
            channel.queueDeclarePassive("q1499");
            HttpResponse<String> response = node.get("/queues?sort=name");
            assertThat(response.headers().firstValue("transfer-encoding")).hasValue("chunked");
            List<String> names = names(new JsonArray(response.body()));
            assertThat(names).hasSize(1_504).isSorted().endsWith("q1498", "q1499");
            assertThat(names(new JsonArray(node.get("/queues?columns=name").body())))
                    .containsExactlyElementsOf(names);
        }
    }

    @Test
    void listIsSortedByAnyColumn() {
        assertThat(names(new JsonArray(
                        node.get("/queues?sort=name&sort_reverse=true").body())))
                .containsExactly("b2", "b1", "a1", "C1");
        assertThat(names(page("page=1&sort=messages&sort_reverse=true").getJsonArray("items")))
                .startsWith("b1");
        assertThat(names(page("page=1&page_size=1&sort=message_stats.publish_details.rate&sort_reverse=true")
                        .getJsonArray("items")))
                .containsExactly("b1");
        assertThat(names(page("page=1&sort=durable").getJsonArray("items"))).containsExactly("C1", "a1", "b1", "b2");
        assertThat(names(page("page=1&sort=no.such").getJsonArray("items"))).containsExactly("C1", "a1", "b1", "b2");
    }

    @Test
    void namesAreFiltered() {
        JsonObject byText = page("page=1&name=B&columns=name");
        assertThat(names(byText.getJsonArray("items"))).containsExactly("b1", "b2");
        assertThat(byText.getInteger("filtered_count")).isEqualTo(2);
        assertThat(byText.getInteger("total_count")).isEqualTo(4);
        assertThat(names(page("page=1&name=%5E%5BAC%5D&use_regex=true").getJsonArray("items")))
                .containsExactly("C1", "a1");
        assertThat(page("page=1&name=(&use_regex=true").getInteger("filtered_count"))
                .isZero();
        assertThat(names(new JsonArray(node.get("/queues?name=a").body()))).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({
        "page=0, invalid_pagination_parameters, 'Invalid pagination parameters: page number 0, page size undefined'",
        "page=1&page_size=501, invalid_pagination_parameters,"
                + " 'Invalid pagination parameters: page number 1, page size 501'",
        "page=x, bad_request, Pagination parameters are invalid",
        "page=1&page_size=x, bad_request, Pagination parameters are invalid",
        "page=9, page_out_of_range, 'Page out of range, page: 9 page size: 100, len: 4'"
    })
    void nonsenseIsRefused(String query, String error, String reason) {
        HttpResponse<String> response = node.get("/queues?" + query);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(response.body()))
                .isEqualTo(new JsonObject().put("error", error).put("reason", reason));
    }

    @Test
    void columnsMayLieWithinOthers() {
        JsonObject queue = new JsonArray(node.get("/queues?columns=name,message_stats.publish_details.rate,messages")
                        .body())
                .getJsonObject(2);
        assertThat(queue.fieldNames()).containsExactlyInAnyOrder("name", "message_stats", "messages");
        assertThat(queue.getJsonObject("message_stats").fieldNames()).containsExactly("publish_details");
    }

    @Test
    void figuresMayBeLeftOut() {
        JsonObject plain = new JsonArray(node.get("/queues?disable_stats=true").body()).getJsonObject(2);
        assertThat(plain.containsKey("messages")).isFalse();
        JsonObject totals = new JsonArray(node.get("/queues?disable_stats=true&enable_queue_totals=true")
                        .body())
                .getJsonObject(2);
        assertThat(totals.getInteger("messages_ready")).isEqualTo(3);
        assertThat(totals.containsKey("message_stats")).isFalse();
        JsonObject detailed = new JsonArray(node.get("/queues/detailed").body()).getJsonObject(2);
        assertThat(detailed.containsKey("idle_since")).isTrue();
    }

    @Test
    void exchangesAndUsersAreListsToo() {
        JsonObject exchanges = new JsonObject(
                node.get("/exchanges/%2F?columns=name,type&page=2&page_size=5").body());
        assertThat(exchanges.getJsonArray("items")).isEqualTo(new JsonArray("""
                        [{"name":"amq.rabbitmq.trace","type":"topic"},{"name":"amq.topic","type":"topic"}]"""));
        node.put("/users/a", "{\"password\":\"a\",\"tags\":\"\"}");
        assertThat(new JsonArray(node.get("/users?columns=name&sort=name&sort_reverse=true")
                        .body()))
                .isEqualTo(new JsonArray("[{\"name\":\"guest\"},{\"name\":\"a\"}]"));
    }
}
