// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.Leveret;
import io.leveret.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;

/** A node with its HTTP API on a free port of this machine, and an administrator's client of it. */
final class ManagedNode implements AutoCloseable {
    private final Leveret node;
    private final HttpClient http = HttpClient.newHttpClient();

    ManagedNode(Leveret node) {
        this.node = node;
    }

    static ManagedNode start() {
        return start(settings -> settings);
    }

    static ManagedNode start(UnaryOperator<Settings.Management> change) {
        return new ManagedNode(Leveret.inMemory(settings(change)).start());
    }

    static ManagedNode on(Path directory) {
        return new ManagedNode(Leveret.on(directory, settings(s -> s)).start());
    }

    static Settings settings(UnaryOperator<Settings.Management> change) {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Settings.Management management = Settings.Management.DEFAULT.withHttp(Settings.Http.MANAGEMENT.at(anyPort));
        return new Settings(List.of(anyPort), 2, Settings.Amqp.DEFAULT, Settings.DefaultUser.GUEST)
                .withManagement(change.apply(management));
    }

    Leveret node() {
        return node;
    }

    InetSocketAddress address() {
        return node.managementAddresses().get(0);
    }

    String url(String path) {
        return "http://127.0.0.1:" + address().getPort() + "/api" + path;
    }

    HttpResponse<String> get(String path) {
        return as("guest", "guest", "GET", path, "");
    }

    HttpResponse<String> put(String path, String body) {
        return as("guest", "guest", "PUT", path, body);
    }

    HttpResponse<String> post(String path, String body) {
        return as("guest", "guest", "POST", path, body);
    }

    HttpResponse<String> delete(String path) {
        return as("guest", "guest", "DELETE", path, "");
    }

    HttpResponse<String> as(String user, String password, String method, String path, String body) {
        return send(request(path)
                .header("Authorization", basic(user, password))
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url(path)));
    }

    static String basic(String user, String password) {
        byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
