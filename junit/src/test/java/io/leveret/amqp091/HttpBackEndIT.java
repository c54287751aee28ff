// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A web service says who gets in and what they may do. */
final class HttpBackEndIT {
    private BackEndNode node;

    @BeforeEach
    void service() throws Exception {
        node = new BackEndNode();
        node.answer(
                "/user",
                q -> "joe".equals(q.get("username")) && "p&=ä".equals(q.get("password"))
                        ? "allow administrator management\n"
                        : "deny because");
        node.answer("/vhost", q -> "joe".equals(q.get("username")) && "/".equals(q.get("vhost")) ? "ALLOW" : "deny");
        node.answer("/resource", q -> q.get("name").startsWith("no") ? "deny" : "allow");
        node.answer("/topic", q -> q.get("routing_key").startsWith("secret") ? "deny" : "allow");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "post"})
    void asksForEverything(String method) throws Exception {
        node.start("auth_backends.1=http", "auth_http.http_method=" + method);
        try (Connection connection = node.connect("joe", "p&=ä")) {
            Channel channel = connection.createChannel();
            channel.queueDeclare("yes", false, false, false, null);
            channel.queueBind("yes", "amq.topic", "open.key");
            channel.basicPublish("amq.topic", "open.key", null, "x".getBytes(UTF_8));
            assertThat(channel.basicGet("yes", true)).isNotNull();
            assertThatThrownBy(() -> channel.queueDeclare("no", false, false, false, null))
                    .hasStackTraceContaining(
                            "ACCESS_REFUSED - configure access to queue 'no' in vhost '/' refused for" + " user 'joe'");
        }
        assertThat(node.questions())
                .anySatisfy(q -> assertThat(q)
                        .containsEntry("method", method.toUpperCase(java.util.Locale.ROOT))
                        .containsEntry("vhost", "/")
                        .containsEntry("ip", "127.0.0.1")
                        .containsEntry("tags", "administrator management"))
                .anySatisfy(q -> assertThat(q)
                        .containsEntry("resource", "queue")
                        .containsEntry("name", "yes")
                        .containsEntry("permission", "configure"))
                .anySatisfy(q -> assertThat(q)
                        .containsEntry("resource", "exchange")
                        .containsEntry("name", "amq.topic")
                        .containsEntry("permission", "write"))
                .anySatisfy(q -> assertThat(q)
                        .containsEntry("resource", "topic")
                        .containsEntry("routing_key", "open.key")
                        .containsEntry("permission", "read"));
    }

    @Test
    void refusesWhomTheServiceRefuses() throws Exception {
        node.start("auth_backends.1=http");
        assertThatThrownBy(() -> node.connect("joe", "wrong")).isInstanceOf(AuthenticationFailureException.class);
        assertThatThrownBy(() -> node.connect("guest", "guest")).isInstanceOf(AuthenticationFailureException.class);
    }

    @Test
    void refusesEverybodyWhenTheServiceIsGone() throws Exception {
        node.start("auth_backends.1=http");
        node.stopAnswering();
        assertThatThrownBy(() -> node.connect("joe", "p&=ä")).isInstanceOf(AuthenticationFailureException.class);
    }

    @Test
    void asksOneBackEndAfterTheOther() throws Exception {
        node.start("auth_backends.1=internal", "auth_backends.2=http");
        node.connect("guest", "guest").close();
        assertThat(node.questions()).isEmpty();
        node.connect("joe", "p&=ä").close();
    }

    @Test
    void whoIsWhoAndWhoMayWhatMayBeAskedInTwoPlaces() throws Exception {
        node.answer("/any", q -> "allow");
        node.start(
                "auth_backends.1.authn=http",
                "auth_backends.1.authz=internal",
                "auth_http.user_path=" + node.url() + "/any");
        try (Connection connection = node.connect("guest", "whatever")) {
            connection.createChannel().queueDeclare("no", false, false, false, null); // guest may configure anything
        }
        // known to the service, but not to this node
        assertThatThrownBy(() -> node.connect("joe", "whatever")).isInstanceOf(AuthenticationFailureException.class);
    }

    @Test
    void answersAreKeptForAWhile() throws Exception {
        node.start("auth_backends.1=cache", "auth_cache.cached_backend=http", "auth_cache.cache_ttl=600000");
        for (int i = 0; i < 3; i++) {
            try (Connection connection = node.connect("joe", "p&=ä")) {
                connection.createChannel().queueDeclare("yes", false, false, false, null);
            }
        }
        assertThat(node.questions()).filteredOn(q -> q.containsKey("password")).hasSize(1);
        assertThat(node.questions())
                .filteredOn(q -> Map.of("name", "yes", "permission", "configure").entrySet().stream()
                        .allMatch(e -> e.getValue().equals(q.get(e.getKey()))))
                .hasSize(1);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> node.connect("joe", "wrong")).isInstanceOf(AuthenticationFailureException.class);
        }
        assertThat(node.questions())
                .filteredOn(q -> "wrong".equals(q.get("password")))
                .hasSize(2);
    }
}
