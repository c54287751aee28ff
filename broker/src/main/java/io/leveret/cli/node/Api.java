// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.node;

import io.leveret.cli.output.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A node's HTTP API. By the JDK's old client: the new one starts threads and takes a tenth of a second to do so.
 * Paths are RabbitMQ's, below {@code /api}; their segments are given plain.
 */
public final class Api {
    private static final int CONNECT_MILLIS = 5_000;

    private final Target target;
    private final int timeoutMillis;

    /** @param timeoutMillis for each answer; 0 waits for ever */
    public Api(Target target, int timeoutMillis) {
        this.target = target;
        this.timeoutMillis = timeoutMillis;
    }

    public Answer get(String... path) throws UnreachableException {
        return send("GET", path(path), null);
    }

    /** A path that is already encoded, with its query. */
    public Answer getRaw(String path) throws UnreachableException {
        return send("GET", path, null);
    }

    public Answer put(Object body, String... path) throws UnreachableException {
        return send("PUT", path(path), Json.text(body));
    }

    public Answer post(Object body, String... path) throws UnreachableException {
        return send("POST", path(path), Json.text(body));
    }

    public Answer delete(String... path) throws UnreachableException {
        return send("DELETE", path(path), null);
    }

    /** @param reason told to the client whose connection it is */
    public Answer deleteBecause(String reason, String... path) throws UnreachableException {
        return send("DELETE", path(path), null, reason);
    }

    public Answer deleteRaw(String path) throws UnreachableException {
        return send("DELETE", path, null);
    }

    public static String path(String... segments) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            path.append('/').append(encoded(segment));
        }
        return path.toString();
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Answer send(String method, String path, @Nullable String body) throws UnreachableException {
        return send(method, path, body, "");
    }

    private Answer send(String method, String path, @Nullable String body, String reason) throws UnreachableException {
        String url = target.url();
        if (url == null) {
            throw new UnreachableException(target.problem(), false);
        }
        try {
            URLConnection opened = URI.create(url + "/api" + path).toURL().openConnection();
            if (!(opened instanceof HttpURLConnection http)) {
                throw new UnreachableException(url + " is no HTTP URL", false);
            }
            http.setRequestMethod(method);
            http.setConnectTimeout(CONNECT_MILLIS);
            http.setReadTimeout(timeoutMillis);
            http.setInstanceFollowRedirects(false);
            http.setRequestProperty("Authorization", target.authorization());
            if (!reason.isEmpty()) {
                http.setRequestProperty("X-Reason", reason);
            }
            if (body != null) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                http.setDoOutput(true);
                http.setFixedLengthStreamingMode(bytes.length);
                http.setRequestProperty("Content-Type", "application/json");
                http.getOutputStream().write(bytes);
            }
            int status = http.getResponseCode();
            return new Answer(status, read(status, http));
        } catch (SocketTimeoutException e) {
            throw new UnreachableException("no answer from " + url + ": " + e.getMessage(), isAnswerLate(e));
        } catch (IOException e) {
            throw new UnreachableException("no answer from " + url + ": " + e.getMessage(), false);
        }
    }

    private static boolean isAnswerLate(SocketTimeoutException e) {
        return e.getMessage() != null && e.getMessage().startsWith("Read");
    }

    private static String read(int status, HttpURLConnection http) throws IOException {
        try (InputStream in =
                status >= HttpURLConnection.HTTP_BAD_REQUEST ? http.getErrorStream() : http.getInputStream()) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
