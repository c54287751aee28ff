// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.leveret.Leveret;
import io.leveret.config.Configuration;
import io.leveret.config.Sources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** A node, and a web service that its back ends ask. */
final class BackEndNode implements AutoCloseable {
    private final HttpServer service;
    private final ConcurrentLinkedQueue<Map<String, String>> questions = new ConcurrentLinkedQueue<>();
    private Leveret node;

    BackEndNode() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.start();
    }

    String url() {
        return "http://127.0.0.1:" + service.getAddress().getPort();
    }

    /** What the service answers to questions at that path; their fields are given. */
    void answer(String path, Function<Map<String, String>, String> answers) {
        service.createContext(path, exchange -> {
            Map<String, String> fields = fields(exchange);
            questions.add(fields);
            byte[] body = answers.apply(fields).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private static Map<String, String> fields(HttpExchange exchange) throws IOException {
        String form = exchange.getRequestMethod().equals("POST")
                ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                : String.valueOf(exchange.getRequestURI().getRawQuery());
        Map<String, String> fields = new HashMap<>();
        fields.put("method", exchange.getRequestMethod());
        for (String field : form.split("&")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(
                        field.substring(0, equals),
                        URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return fields;
    }

    List<Map<String, String>> questions() {
        return List.copyOf(questions);
    }

    void stopAnswering() {
        service.stop(0);
    }

    BackEndNode start(String... sets) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "listeners.tcp.default=127.0.0.1:0",
                "leveret.management=false",
                "leveret.metrics=false",
                "auth_http.user_path=" + url() + "/user",
                "auth_http.vhost_path=" + url() + "/vhost",
                "auth_http.resource_path=" + url() + "/resource",
                "auth_http.topic_path=" + url() + "/topic"));
        all.addAll(List.of(sets));
        node = Leveret.inMemory(
                        Configuration.load(new Sources(Map.of(), null, all)).settings())
                .start();
        return this;
    }

    Leveret broker() {
        return node;
    }

    ConnectionFactory factory(String user, String password) {
        ConnectionFactory factory = Clients.factory(node.amqpUri());
        factory.setUsername(user);
        factory.setPassword(password);
        return factory;
    }

    Connection connect(String user, String password) throws Exception {
        return factory(user, password).newConnection();
    }

    @Override
    public void close() {
        if (node != null) {
            node.close();
        }
        service.stop(0);
    }
}
