// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users, virtual hosts and permissions over HTTP. */
class UsersAndHostsIT {
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

    @Test
    void usersComeAndGo() {
        assertThat(node.put("/users/bob", "{\"password\":\"x\",\"tags\":\"management,foo\"}")
                        .statusCode())
                .isEqualTo(201);
        JsonObject bob = new JsonObject(node.get("/users/bob").body());
        assertThat(bob.getJsonArray("tags"))
                .isEqualTo(new JsonArray().add("management").add("foo"));
        assertThat(bob.getString("hashing_algorithm")).isEqualTo("rabbit_password_hashing_sha256");
        assertThat(bob.fieldNames()).containsExactly("name", "password_hash", "hashing_algorithm", "tags", "limits");
        assertThat(node.as("bob", "x", "GET", "/whoami", "").statusCode()).isEqualTo(200);
        assertThat(node.put("/users/bob", "{\"password\":\"y\",\"tags\":[\"management\"]}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(node.as("bob", "x", "GET", "/whoami", "").statusCode()).isEqualTo(401);
        restart();
        assertThat(node.as("bob", "y", "GET", "/whoami", "").statusCode()).isEqualTo(200);
        assertThat(new JsonArray(node.get("/users/without-permissions").body())).hasSize(1);
        assertThat(node.post("/users/bulk-delete", "{\"users\":[\"bob\",\"none\"]}")
                        .body())
                .isEqualTo("{\"error\":\"bad_request\",\"reason\":[\"no_such_user\",\"none\"]}");
        assertThat(node.post("/users/bulk-delete", "{\"users\":[\"bob\"]}").statusCode())
                .isEqualTo(204);
        assertThat(node.delete("/users/bob").statusCode()).isEqualTo(404);
    }

    @Test
    void permissionsComeAndGo() {
        node.put("/users/bob", "{\"tags\":\"\"}");
        String all = "{\"configure\":\".*\",\"write\":\"\",\"read\":\"x\"}";
        assertThat(node.put("/permissions/%2F/bob", "{\"configure\":\"\"}").body())
                .isEqualTo("{\"error\":\"bad_request\",\"reason\":\"[{key_missing,write},{key_missing,read}]\"}");
        assertThat(node.put("/permissions/%2F/bob", all.replace("x", "[")).statusCode())
                .isEqualTo(400);
        assertThat(node.get("/permissions/%2F/bob").statusCode()).isEqualTo(404);
        assertThat(node.put("/permissions/%2F/none", all).body())
                .isEqualTo("{\"error\":\"bad_request\",\"reason\":\"vhost_or_user_not_found\"}");
        assertThat(node.put("/permissions/%2F/bob", all).statusCode()).isEqualTo(201);
        assertThat(node.put("/permissions/%2F/bob", all).statusCode()).isEqualTo(204);
        restart();
        String bobs = "{\"user\":\"bob\",\"vhost\":\"/\",\"configure\":\".*\",\"write\":\"\",\"read\":\"x\"}";
        assertThat(node.get("/permissions/%2F/bob").body()).isEqualTo(bobs);
        assertThat(node.get("/users/bob/permissions").body()).isEqualTo("[" + bobs + "]");
        assertThat(new JsonArray(node.get("/vhosts/%2F/permissions").body())).hasSize(2);
        assertThat(node.delete("/permissions/%2F/bob").statusCode()).isEqualTo(204);
        assertThat(node.delete("/permissions/%2F/bob").statusCode()).isEqualTo(404);
    }

    @Test
    void topicPermissionsComeAndGo() {
        node.put("/users/bob", "{\"tags\":\"\"}");
        String body = "{\"exchange\":\"amq.topic\",\"write\":\"a\",\"read\":\"b\"}";
        assertThat(node.put("/topic-permissions/%2F/bob", body).statusCode()).isEqualTo(201);
        String bobs = "[{\"user\":\"bob\",\"vhost\":\"/\",\"exchange\":\"amq.topic\",\"write\":\"a\",\"read\":\"b\"}]";
        assertThat(node.get("/topic-permissions/%2F/bob").body()).isEqualTo(bobs);
        assertThat(node.get("/topic-permissions").body()).isEqualTo(bobs);
        assertThat(node.delete("/topic-permissions/%2F/bob/amq.topic").statusCode())
                .isEqualTo(204);
        assertThat(node.delete("/topic-permissions/%2F/bob").statusCode()).isEqualTo(404);
    }

    @Test
    void virtualHostsComeAndGo() {
        assertThat(node.put("/vhosts/v%2F1", "").statusCode()).isEqualTo(201);
        assertThat(node.get("/permissions/v%2F1/guest").statusCode()).isEqualTo(200);
        String said = "{\"description\":\"d\",\"tags\":\"a,b\",\"default_queue_type\":\"quorum\"}";
        assertThat(node.put("/vhosts/v%2F1", said).statusCode()).isEqualTo(204);
        assertThat(node.put("/vhosts/v%2F1", "{\"default_queue_type\":\"odd\"}").body())
                .contains("Unsupported default queue type 'odd'");
        assertThat(node.post("/vhosts/v%2F1/deletion/protection", "").statusCode())
                .isEqualTo(204);
        restart();
        JsonObject host = new JsonObject(node.get("/vhosts/v%2F1").body());
        assertThat(host.getString("description")).isEqualTo("d");
        assertThat(host.getString("default_queue_type")).isEqualTo("quorum");
        assertThat(host.getBoolean("protected_from_deletion")).isTrue();
        assertThat(host.getJsonArray("tags")).isEqualTo(new JsonArray().add("a").add("b"));
        assertThat(node.delete("/vhosts/v%2F1").statusCode()).isEqualTo(412);
        node.delete("/vhosts/v%2F1/deletion/protection");
        assertThat(node.delete("/vhosts/v%2F1").statusCode()).isEqualTo(204);
        assertThat(node.get("/vhosts/v%2F1").statusCode()).isEqualTo(404);
    }

    private void restart() {
        node.close();
        node = ManagedNode.on(directory);
    }
}
