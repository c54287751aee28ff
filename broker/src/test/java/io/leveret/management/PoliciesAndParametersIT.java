// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Policies, parameters and limits over HTTP. */
class PoliciesAndParametersIT {
    @TempDir
    private Path directory;

    private ManagedNode node;

    @BeforeEach
    void start() {
        node = ManagedNode.on(directory);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private void restart() {
        stop();
        start();
    }

    private HttpResponse<String> putJson(String path, String body) {
        return node.send(node.request(path)
                .header("Authorization", ManagedNode.basic("guest", "guest"))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void policiesComeAndGo() {
        String body = "{\"pattern\":\"^a\",\"definition\":{\"max-length\":1},\"priority\":5,\"apply-to\":\"queues\"}";
        assertThat(node.put("/policies/%2F/p", body).statusCode()).isEqualTo(201);
        assertThat(node.put("/policies/%2F/p", body).statusCode()).isEqualTo(204);
        restart();
        String shown = "{\"vhost\":\"/\",\"name\":\"p\",\"pattern\":\"^a\",\"apply-to\":\"queues\","
                + "\"definition\":{\"max-length\":1},\"priority\":5}";
        assertThat(node.get("/policies/%2F/p").body()).isEqualTo(shown);
        assertThat(node.get("/policies").body()).isEqualTo("[" + shown + "]");
        assertThat(node.get("/policies/%2F").body()).isEqualTo("[" + shown + "]");
        assertThat(node.get("/policies/none").statusCode()).isEqualTo(404);
        assertThat(node.get("/parameters/policy").body())
                .isEqualTo("[{\"value\":{\"pattern\":\"^a\",\"definition\":{\"max-length\":1},\"priority\":5,"
                        + "\"apply-to\":\"queues\"},\"vhost\":\"/\",\"component\":\"policy\",\"name\":\"p\"}]");
        assertThat(node.put("/policies/none/p", body).body())
                .isEqualTo("{\"error\":\"not_found\",\"reason\":\"vhost_not_found\"}");
        assertThat(node.delete("/policies/%2F/p").statusCode()).isEqualTo(204);
        assertThat(node.delete("/policies/%2F/p").statusCode()).isEqualTo(404);
    }

    static Stream<Arguments> badPolicies() {
        return Stream.of(
                arguments("{}", "[{key_missing,pattern},{key_missing,definition}]"),
                arguments("{\"pattern\":\"a\",\"definition\":{}}", "Validation failed\n\nno policy provided\n"),
                arguments(
                        "{\"pattern\":\"a\",\"definition\":{\"max-length\":1},\"priority\":\"5\"}",
                        "Validation failed\n\npriority should be a number, actually was <<\"5\">>\n"),
                arguments(
                        "{\"pattern\":\"a\",\"definition\":{\"max-length\":\"x\"}}",
                        "Validation failed\n\n<<\"x\">> is not a valid maximum length\n"));
    }

    @ParameterizedTest
    @MethodSource("badPolicies")
    void refusesABadPolicy(String body, String reason) {
        HttpResponse<String> answer = node.put("/policies/%2F/p", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("reason")).isEqualTo(reason);
        assertThat(node.get("/policies").body()).isEqualTo("[]");
    }

    @Test
    void operatorPoliciesAreForAdministrators() {
        node.put("/users/pm", "{\"password\":\"p\",\"tags\":\"policymaker\"}");
        node.put("/permissions/%2F/pm", "{\"configure\":\"\",\"write\":\"\",\"read\":\"\"}");
        String body = "{\"pattern\":\"a\",\"definition\":{\"max-length\":1}}";
        assertThat(node.as("pm", "p", "PUT", "/operator-policies/%2F/p", body).statusCode())
                .isEqualTo(401);
        assertThat(node.as("pm", "p", "PUT", "/policies/%2F/p", body).statusCode())
                .isEqualTo(201);
        assertThat(node.put("/operator-policies/%2F/p", body).statusCode()).isEqualTo(415);
        assertThat(putJson("/operator-policies/%2F/p", body).statusCode()).isEqualTo(201);
        assertThat(node.as("pm", "p", "GET", "/operator-policies", "").body()).contains("\"name\":\"p\"");
    }

    @Test
    void limitsOfVirtualHosts() {
        assertThat(putJson("/vhost-limits/%2F/max-queues", "{\"value\":5}").statusCode())
                .isEqualTo(204);
        assertThat(putJson("/vhost-limits/%2F/max-odd", "{\"value\":5}").body())
                .contains("Unrecognised terms [{<<\\\"max-odd\\\">>,5}] in limits");
        assertThat(putJson("/vhost-limits/%2F/max-queues", "{\"value\":\"x\"}").body())
                .contains("max-queues should be a number, actually was <<\\\"x\\\">>");
        restart();
        String shown = "[{\"vhost\":\"/\",\"value\":{\"max-queues\":5}}]";
        assertThat(node.get("/vhost-limits").body()).isEqualTo(shown);
        assertThat(node.get("/vhost-limits/%2F").body()).isEqualTo(shown);
        assertThat(node.get("/vhost-limits/none").statusCode()).isEqualTo(404);
        assertThat(node.get("/parameters/vhost-limits/%2F/limits").body())
                .isEqualTo(
                        "{\"value\":{\"max-queues\":5},\"vhost\":\"/\",\"component\":\"vhost-limits\",\"name\":\"limits\"}");
        assertThat(node.delete("/vhost-limits/%2F/max-queues").statusCode()).isEqualTo(204);
        assertThat(node.get("/vhost-limits").body()).isEqualTo("[]");
    }

    @Test
    void limitsOfUsers() {
        assertThat(putJson("/user-limits/guest/max-channels", "{\"value\":-1}").statusCode())
                .isEqualTo(204);
        assertThat(putJson("/user-limits/guest/max-odd", "{\"value\":5}").body())
                .isEqualTo(
                        "{\"error\":\"bad_request\",\"reason\":\"Unrecognised terms [{<<\\\"max-odd\\\">>,5}] in user-limits\"}");
        assertThat(putJson("/user-limits/none/max-channels", "{\"value\":5}").body())
                .isEqualTo("{\"error\":\"bad_request\",\"reason\":[\"no_such_user\",\"none\"]}");
        restart();
        String shown = "[{\"user\":\"guest\",\"value\":{\"max-channels\":-1}}]";
        assertThat(node.get("/user-limits").body()).isEqualTo(shown);
        assertThat(node.get("/user-limits/guest").body()).isEqualTo(shown);
        assertThat(node.get("/user-limits/none").statusCode()).isEqualTo(404);
        assertThat(node.delete("/user-limits/guest/max-channels").statusCode()).isEqualTo(204);
        assertThat(node.get("/user-limits").body()).isEqualTo("[]");
    }

    @Test
    void globalParameters() {
        assertThat(node.put("/global-parameters/g", "{}").body()).contains("key_missing,value");
        String value = "{\"a\":[1,true,null,{\"b\":1.5}]}";
        assertThat(node.put("/global-parameters/g", "{\"value\":" + value + "}").statusCode())
                .isEqualTo(201);
        restart();
        assertThat(node.get("/global-parameters/g").body()).isEqualTo("{\"name\":\"g\",\"value\":" + value + "}");
        assertThat(node.get("/global-parameters").body()).isEqualTo("[{\"name\":\"g\",\"value\":" + value + "}]");
        assertThat(node.delete("/global-parameters/g").statusCode()).isEqualTo(204);
        assertThat(node.get("/global-parameters/g").statusCode()).isEqualTo(404);
        assertThat(node.put("/cluster-name", "{\"name\":\"mine\"}").statusCode())
                .isEqualTo(204);
        assertThat(node.get("/cluster-name").body()).isEqualTo("{\"name\":\"mine\"}");
    }

    @Test
    void otherComponentsAreNotThere() {
        assertThat(node.put("/parameters/shovel/%2F/s", "{\"value\":{}}").body())
                .isEqualTo(
                        "{\"error\":\"bad_request\",\"reason\":\"Validation failed\\n\\ncomponent shovel not found\\n\"}");
    }
}
