// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import io.leveret.config.BackEnds;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A web service that answers {@code allow}, with tags for a login, or {@code deny}; the questions are those of RabbitMQ's
 * rabbitmq_auth_backend_http. Whatever else it answers, or does not, is a refusal. Answers on the HTTP client's threads.
 */
final class HttpBackEnd implements BackEnd, Authority {
    private static final Logger LOG = LoggerFactory.getLogger(HttpBackEnd.class);
    private static final String ALLOW = "allow";
    private static final String DENY = "deny";
    private static final Set<Integer> SUCCESS = Set.of(200, 201);

    private final BackEnds.Http settings;
    private final HttpClient client;

    HttpBackEnd(BackEnds.Http settings) throws IOException {
        this.settings = settings;
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(Duration.ofMillis(settings.connectTimeoutMillis()));
        this.client = builder.sslContext(ClientTls.context("auth_http.ssl_options", settings.tls()))
                .build();
    }

    @Override
    public void authenticate(Attempt attempt, Consumer<LoginResult> answer) {
        Map<String, String> question = new LinkedHashMap<>();
        question.put("username", attempt.name());
        if (attempt.password() != null) {
            question.put("password", attempt.password());
        }
        var unused = ask(settings.userPath(), question).handle((said, problem) -> {
            answer.accept(problem == null ? judge(attempt, said) : refused(attempt, String.valueOf(problem)));
            return said;
        });
    }

    /** RabbitMQ asks the same again, for the tags. */
    @Override
    public void authorise(Attempt attempt, Consumer<LoginResult> answer) {
        authenticate(attempt, answer);
    }

    private LoginResult judge(Attempt attempt, String said) {
        if (said.toLowerCase(Locale.ROOT).startsWith(ALLOW)) {
            String rest = said.substring(ALLOW.length()).strip();
            Set<String> tags = rest.isEmpty()
                    ? Set.of()
                    : Arrays.stream(rest.split("\\s+")).collect(Collectors.toSet());
            return new LoginResult.Accepted(
                    new User(attempt.name(), Set.copyOf(tags), this, attempt.peerAddress(), User.NEVER));
        }
        return refused(attempt, said.startsWith(DENY) ? said : "it cannot be understood");
    }

    private LoginResult refused(Attempt attempt, String why) {
        return new LoginResult.Refused("user '" + attempt.name() + "' - denied by the backing HTTP service: " + why);
    }

    @Override
    public void mayOpen(User user, String virtualHost, Consumer<Boolean> answer) {
        Map<String, String> question = about(user, virtualHost);
        question.put("ip", user.peerAddress());
        decide(settings.virtualHostPath(), user, question, answer);
    }

    @Override
    public void may(User user, Permission permission, Resource resource, Consumer<Boolean> answer) {
        Map<String, String> question = about(user, resource.virtualHost());
        question.put("resource", resource.kind().inText());
        question.put("name", resource.name());
        question.put("permission", permission.inText());
        decide(settings.resourcePath(), user, question, answer);
    }

    @Override
    public void mayUse(User user, TopicUse topic, Consumer<Boolean> answer) {
        Map<String, String> question = about(user, topic.virtualHost());
        question.put("resource", "topic");
        question.put("name", topic.exchange());
        question.put("permission", topic.permission().inText());
        question.put("routing_key", topic.routingKey());
        decide(settings.topicPath(), user, question, answer);
    }

    @Override
    public void refresh(User user, String secret, Consumer<LoginResult> answer) {
        answer.accept(new LoginResult.Accepted(user));
    }

    private static Map<String, String> about(User user, String virtualHost) {
        Map<String, String> question = new LinkedHashMap<>();
        question.put("username", user.name());
        question.put("vhost", virtualHost);
        question.put("tags", user.tags().stream().sorted().collect(Collectors.joining(" ")));
        return question;
    }

    private void decide(URI path, User user, Map<String, String> question, Consumer<Boolean> answer) {
        var unused = ask(path, question).handle((said, problem) -> {
            if (problem != null) {
                LOG.error("{} does not say what user '{}' may: {}", path, user.name(), String.valueOf(problem));
            }
            answer.accept(problem == null && said.equalsIgnoreCase(ALLOW));
            return said;
        });
    }

    /** What the service says; fails where it says nothing that counts. */
    private CompletableFuture<String> ask(URI path, Map<String, String> question) {
        String form = question.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request =
                HttpRequest.newBuilder().timeout(Duration.ofMillis(settings.requestTimeoutMillis()));
        if (settings.post()) {
            request.uri(path)
                    .header("content-type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(form));
        } else {
            request.uri(URI.create(path + "?" + form)).GET();
        }
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> {
                    if (!SUCCESS.contains(response.statusCode())) {
                        throw new IllegalStateException("status " + response.statusCode());
                    }
                    return response.body().strip();
                });
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
