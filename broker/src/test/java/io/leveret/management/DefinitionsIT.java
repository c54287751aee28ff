// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.leveret.Leveret;
import io.leveret.config.Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Definitions come in and go out as RabbitMQ writes them. */
class DefinitionsIT {
    @TempDir
    private Path directory;

    private ManagedNode node;

    @BeforeEach
    void start() {
        node = ManagedNode.on(directory.resolve("data"));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** As RabbitMQ 3.10.8 exported them. */
    static String ofRabbit() {
        try (InputStream in = DefinitionsIT.class.getResourceAsStream("definitions-3.10.json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void whatRabbitExportsComesBackTheSame() {
        // guest's password is another one afterwards
        assertThat(node.post("/definitions", "").statusCode()).isEqualTo(415);
        assertThat(importing("/definitions", ofRabbit()).statusCode()).isEqualTo(204);
        JsonObject expected = comparable(new JsonObject(ofRabbit()));
        assertThat(comparable(new JsonObject(node.get("/definitions").body()))).isEqualTo(expected);
        restart();
        expected.getJsonArray("queues").remove(1); // the one that is not durable
        assertThat(comparable(new JsonObject(node.get("/definitions").body()))).isEqualTo(expected);
    }

    @Test
    void aSecondImportChangesNothing() {
        importing("/definitions", ofRabbit());
        String once = node.get("/definitions").body();
        assertThat(importing("/definitions", once).statusCode()).isEqualTo(204);
        assertThat(node.get("/definitions").body()).isEqualTo(once);
    }

    /** Sorted, and without what either of the two does not know. */
    private static JsonObject comparable(JsonObject definitions) {
        JsonObject copy = new JsonObject();
        for (String key : List.of(
                "users",
                "permissions",
                "topic_permissions",
                "parameters",
                "global_parameters",
                "policies",
                "queues",
                "exchanges",
                "bindings",
                "vhosts")) {
            List<JsonObject> sorted = definitions.getJsonArray(key).stream()
                    .map(JsonObject.class::cast)
                    .map(object ->
                            key.equals("vhosts") ? new JsonObject().put("name", object.getString("name")) : object)
                    .filter(object -> !object.getString("name", "").startsWith("internal"))
                    .sorted(Comparator.comparing(DefinitionsIT::sortedKeys))
                    .toList();
            if (key.equals("queues")) {
                sorted.forEach(queue -> queue.remove("type"));
            }
            copy.put(key, new JsonArray(new ArrayList<>(sorted)));
        }
        return copy;
    }

    private static String sortedKeys(JsonObject object) {
        return new java.util.TreeMap<>(object.getMap()).toString();
    }

    @Test
    void oneVirtualHostGoesIntoAnother() {
        importing("/definitions", ofRabbit());
        node.put("/vhosts/copy", "");
        JsonObject ofHost = new JsonObject(node.get("/definitions/%2F").body());
        assertThat(ofHost.getJsonArray("queues")).hasSize(1);
        assertThat(ofHost.getJsonArray("queues").getJsonObject(0).containsKey("vhost"))
                .isFalse();
        assertThat(importing("/definitions/copy", ofHost.encode()).statusCode()).isEqualTo(204);
        JsonObject copy = new JsonObject(node.get("/definitions/copy").body());
        for (String key : List.of("queues", "exchanges", "bindings", "policies", "parameters")) {
            assertThat(copy.getJsonArray(key)).as(key).isEqualTo(ofHost.getJsonArray(key));
        }
    }

    @Test
    void aPageMayUploadThem() {
        String form = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"d.json\"\r\n\r\n"
                + "{\"vhosts\":[{\"name\":\"uploaded\"}]}\r\n--x--\r\n";
        HttpResponse<String> answer = node.send(node.request("/definitions")
                .header("Authorization", ManagedNode.basic("guest", "guest"))
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(node.get("/vhosts/uploaded").statusCode()).isEqualTo(200);
    }

    static Stream<Arguments> badDefinitions() {
        return Stream.of(
                arguments("[]", "failed_to_parse_json"),
                arguments("{", "failed_to_parse_json"),
                arguments("{\"queues\":[{\"name\":\"z\"}]}", "invalid_definitions_file"),
                arguments(
                        "{\"queues\":[{\"name\":\"z\",\"vhost\":\"nov\"}]}",
                        "Please create virtual host \"nov\" prior to importing definitions."),
                arguments(
                        "{\"permissions\":[{\"user\":\"u\",\"vhost\":\"/\",\"configure\":\"\",\"write\":\"\",\"read\":\"\"}]}",
                        "{no_such_user,<<\"u\">>}"),
                arguments(
                        "{\"bindings\":[{\"source\":\"x\",\"vhost\":\"/\",\"destination\":\"q\",\"destination_type\":\"queue\"}]}",
                        "the binding of exchange 'x' to queue 'q' in vhost '/' needs both of them"),
                arguments(
                        "{\"exchanges\":[{\"name\":\"x\",\"vhost\":\"/\",\"type\":\"odd\"}]}",
                        "exchange 'x': unknown exchange type 'odd'"),
                arguments(
                        "{\"policies\":[{\"name\":\"p\",\"vhost\":\"/\",\"pattern\":\"a\",\"definition\":{\"odd\":1}}]}",
                        "Validation failed\n\n[{<<\"odd\">>,1}] are not recognised policy settings\n (vhost: \"/\" key: \"p\")"),
                arguments(
                        "{\"queues\":[{\"name\":\"z\",\"vhost\":\"/\",\"arguments\":{\"x-max-length\":\"a\"}}]}",
                        "invalid arg 'x-max-length' for queue 'z' in vhost '/': \"expected integer, got longstr\""));
    }

    @ParameterizedTest
    @MethodSource("badDefinitions")
    void aBadFileChangesNothing(String bad, String reason) {
        String before = node.get("/definitions").body();
        JsonObject good = new JsonObject("{\"users\":[{\"name\":\"new\",\"tags\":[]}],\"vhosts\":[{\"name\":\"new\"}],"
                + "\"exchanges\":[{\"name\":\"e\",\"vhost\":\"new\",\"type\":\"fanout\"}]}");
        String body = bad.endsWith("}") ? good.mergeIn(new JsonObject(bad)).encode() : bad;
        HttpResponse<String> answer = importing("/definitions", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("reason")).isEqualTo(reason);
        assertThat(node.get("/definitions").body()).isEqualTo(before);
    }

    @Test
    void whatNobodyKnowsIsLeftOut() {
        String body =
                "{\"odd\":1,\"parameters\":[{\"component\":\"shovel\",\"name\":\"s\",\"vhost\":\"/\",\"value\":{}}],"
                        + "\"vhosts\":[{\"name\":\"known\",\"odd\":2}]}";
        assertThat(importing("/definitions", body).statusCode()).isEqualTo(204);
        assertThat(node.get("/vhosts/known").statusCode()).isEqualTo(200);
        assertThat(node.get("/parameters").body()).isEqualTo("[]");
    }

    @Test
    void aNodeStartsWithThem() throws Exception {
        Path file = Files.writeString(directory.resolve("d.json"), ofRabbit());
        Settings plain = ManagedNode.settings(management -> management);
        Settings settings = withDefinitions(plain, file);
        try (Leveret other = Leveret.on(directory.resolve("other"), settings).start()) {
            JsonArray users = new JsonArray(new ManagedNode(other).get("/users").body());
            assertThat(users).hasSize(2);
        }
        Path bad =
                Files.writeString(directory.resolve("bad.json"), "{\"queues\":[{\"name\":\"z\",\"vhost\":\"nov\"}]}");
        Leveret failing = Leveret.on(directory.resolve("failing"), withDefinitions(plain, bad));
        assertThatThrownBy(failing::start)
                .hasMessageContaining("bad.json")
                .hasMessageContaining("Please create virtual host \"nov\"");
    }

    private static Settings withDefinitions(Settings plain, Path file) {
        return plain.withDefinitions(new Settings.Definitions(file.toString(), true));
    }

    private HttpResponse<String> importing(String path, String definitions) {
        return node.send(node.request(path)
                .header("Authorization", ManagedNode.basic("guest", "guest"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(definitions)));
    }

    private void restart() {
        node.close();
        node = ManagedNode.on(directory.resolve("data"));
    }
}
