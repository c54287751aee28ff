// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may use the API, and what it answers to requests that make no sense. */
class AccessIT {
    private static ManagedNode node;

    @BeforeAll
    static void start() {
        node = ManagedNode.start();
        for (String tag : List.of("management", "policymaker", "monitoring", "administrator", "other")) {
            node.put("/users/" + tag, "{\"password\":\"p\",\"tags\":[\"" + tag + "\"]}");
        }
        node.put("/vhosts/other", "");
        node.put("/permissions/%2F/management", "{\"configure\":\".*\",\"write\":\".*\",\"read\":\".*\"}");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void saysWhoAsks() {
        HttpResponse<String> answer = node.get("/whoami");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"name\":\"guest\",\"tags\":[\"administrator\"],\"is_internal_user\":true}");
    }

    @Test
    void asksForCredentials() {
        HttpResponse<String> answer = node.send(node.request("/whoami"));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("www-authenticate")).contains("Basic realm=\"RabbitMQ Management\"");
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"guest, wrong", "guest, ''", "nobody, guest"})
    void refusesWrongCredentials(String user, String password) {
        HttpResponse<String> answer = node.as(user, password, "GET", "/whoami", "");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo("{\"error\":\"not_authorized\",\"reason\":\"Login failed\"}");
    }

    @Test
    void whoGuessesPasswordsWaitsAndNobodyElse() {
        for (int i = 0; i < 5; i++) {
            assertThat(node.as("policymaker", "guess " + i, "GET", "/whoami", "")
                            .statusCode())
                    .isEqualTo(401);
        }
        long start = System.nanoTime();
        assertThat(node.as("policymaker", "guess", "GET", "/whoami", "").statusCode())
                .isEqualTo(401);
        assertThat(System.nanoTime() - start).isGreaterThan(200_000_000L);
        assertThat(node.as("policymaker", "p", "GET", "/whoami", "").statusCode())
                .isEqualTo(200); // in its turn, and then all is forgiven
        assertThat(node.as("monitoring", "p", "GET", "/whoami", "").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "other, /whoami, Not management user",
        "management, /users, Not administrator user",
        "monitoring, /permissions, Not administrator user",
        "policymaker, /vhosts/other, Not administrator user"
    })
    void refusesWhoMayNot(String user, String path, String reason) {
        HttpResponse<String> answer = node.as(user, "p", "GET", path, "");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo("{\"error\":\"not_authorised\",\"reason\":\"" + reason + "\"}");
    }

    @ParameterizedTest
    @CsvSource({"management, /", "policymaker, ''", "monitoring, / other", "administrator, / other"})
    void showsTheVirtualHostsOfWhoAsks(String user, String names) {
        JsonArray hosts = new JsonArray(node.as(user, "p", "GET", "/vhosts", "").body());
        assertThat(hosts.stream().map(host -> ((JsonObject) host).getString("name")))
                .isEqualTo(names.isEmpty() ? List.of() : List.of(names.split(" ")));
    }

    @Test
    void hidesTheVirtualHostsOfOthers() {
        HttpResponse<String> mine = node.as("management", "p", "GET", "/aliveness-test/%2F", "");
        assertThat(mine.body()).isEqualTo("{\"status\":\"ok\"}");
        HttpResponse<String> others = node.as("management", "p", "GET", "/aliveness-test/other", "");
        assertThat(others.statusCode()).isEqualTo(404);
    }

    @Test
    void knowsNoOtherPaths() {
        HttpResponse<String> answer = node.get("/no/such/thing");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}");
    }

    @Test
    void knowsNoOtherMethods() {
        HttpResponse<String> answer = node.post("/vhosts/x", "");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("HEAD, GET, PUT, DELETE, OPTIONS");
    }

    static Stream<Arguments> badBodies() {
        return Stream.of(
                arguments("xx", "not_json"),
                arguments("[]", "not_json"),
                arguments("{\"a\":", "not_json"),
                arguments("{\"a\":".repeat(100_000), "not_json"),
                arguments("{}", "tags_not_present"),
                arguments("{\"tags\":1}", "'tags' must be a list of strings"),
                arguments("{\"tags\":[],\"password\":3}", "'password' must be a string"),
                arguments(
                        "{\"tags\":[],\"password\":\"a\",\"password_hash\":\"b\"}",
                        "both_password_and_password_hash_are_provided"));
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void refusesABadBody(String body, String reason) {
        HttpResponse<String> answer = node.put("/users/bad", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()))
                .isEqualTo(new JsonObject().put("error", "bad_request").put("reason", reason));
        assertThat(node.get("/users/bad").statusCode()).isEqualTo(404);
    }

    @Test
    void refusesABodyThatIsTooLong() {
        HttpResponse<String> answer = node.put("/users/long", "{\"tags\":\"" + "x".repeat(10_000_000) + "\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"bad_request\",\"reason\":\"Exceeded HTTP request body size limit\"}");
    }

    @Test
    void refusesWhatAPageOfAnotherSiteSends() {
        HttpResponse<String> answer = node.send(node.request("/users/forged")
                .header("Authorization", ManagedNode.basic("guest", "guest"))
                .header("Sec-Fetch-Site", "cross-site")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"tags\":[]}")));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(node.get("/users/forged").statusCode()).isEqualTo(404);
    }

    @Test
    void takesAnyName() {
        String path = "/users/%2F%3F%23%20%C3%A4%F0%9F%90%87%2B+";
        assertThat(node.put(path, "{\"tags\":[]}").statusCode()).isEqualTo(201);
        assertThat(new JsonObject(node.get(path).body()).getString("name")).isEqualTo("/?# ä🐇++");
        assertThat(node.delete(path).statusCode()).isEqualTo(204);
    }

    @Test
    void thisMachinesOperatorNeedsTheSecret(@TempDir Path directory) throws Exception {
        try (ManagedNode own = ManagedNode.on(directory)) {
            Path file = directory.resolve("node.json");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            JsonObject json = new JsonObject(Files.readString(file));
            assertThat(json.getLong("pid")).isEqualTo(ProcessHandle.current().pid());
            assertThat(json.getString("url") + "/api").isEqualTo(own.url(""));
            HttpResponse<String> right =
                    own.send(own.request("/whoami").header("Authorization", "Bearer " + json.getString("secret")));
            assertThat(right.body()).contains("rmq-cli").contains("administrator");
            HttpResponse<String> wrong = own.send(own.request("/whoami").header("Authorization", "Bearer guess"));
            assertThat(wrong.statusCode()).isEqualTo(401);
        }
        assertThat(directory.resolve("node.json")).doesNotExist();
    }
}
