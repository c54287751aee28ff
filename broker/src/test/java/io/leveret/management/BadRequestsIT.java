// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leveret.config.Settings;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are malformed, hostile or endless, as bytes on a socket. */
class BadRequestsIT {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final String CREDENTIALS = "Authorization: " + ManagedNode.basic("guest", "guest") + "\r\n";

    private ManagedNode node = ManagedNode.start();

    @AfterEach
    void stop() {
        node.close();
    }

    private void startWith(Settings.Management settings) {
        node.close();
        node = ManagedNode.start(ephemeral -> settings.withHttp(ephemeral.http()));
    }

    /** What comes back until the server closes the connection. */
    private String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(node.address().getAddress(), node.address().getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + CREDENTIALS + "\r\n";
    }

    @ParameterizedTest
    @CsvSource({
        "/api/../../../etc/passwd, 404",
        "/api/%2e%2e/%2e%2e/etc/passwd, 404",
        "/api/..%2f..%2fetc%2fpasswd, 404",
        "/api/vhosts/%zz, 400",
        "/api/vhosts/%ff, 400",
        "/api/vhosts/%00, 404",
        "/api/users/a%0d%0aX-Injected:1, 404",
        "/api/definitions?download=a%0d%0aX-Injected:1, 200",
        "/api//overview, 404",
        "/, 404",
        "/%zz, 400",
        "*, 400"
    })
    void oddPathsLeadNowhere(String path, int status) throws IOException {
        String answer = raw(get(path));
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").doesNotContain("\r\nX-Injected");
    }

    @Test
    void aRequestLineHasAnEnd() throws IOException {
        assertThat(raw(get("/api/vhosts/" + "x".repeat(10_000)))).contains(" 414 ");
    }

    @Test
    void headersHaveAnEnd() throws IOException {
        assertThat(raw("GET /api/whoami HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(100_000) + "\r\n\r\n"))
                .contains(" 431 ");
    }

    /** The body is refused before it is sent, or while it is; never kept. */
    @Test
    void aHundredMegabytesAreNotTaken() throws IOException {
        String head = "PUT /api/users/big HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + CREDENTIALS;
        assertThat(raw(head + "Content-Length: 100000000\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("Exceeded HTTP request body size limit");
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write((head + "Transfer-Encoding: chunked\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            InputStream in = socket.getInputStream();
            long sent = 0;
            while (in.available() == 0 && sent < 100_000_000) {
                out.write(chunk);
                sent += 0x10000;
            }
            byte[] answer = in.readNBytes(12);
            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 400");
        }
    }

    @Test
    void nobodysBodyIsRead() throws IOException {
        // a client that is asked for credentials need not send its body first
        String answer = raw("PUT /api/users/x HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void bodiesMayBeAskedFor() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(("PUT /api/users/asked HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + CREDENTIALS
                                    + "Expect: 100-continue\r\nContent-Length: 11\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] go = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
            assertThat(new String(go, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 100 ");
            socket.getOutputStream().write("{\"tags\":[]}".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 201 ");
        }
    }

    @Test
    void aClientThatSaysNothingIsDropped() throws IOException {
        Settings.Management plain = Settings.Management.DEFAULT;
        startWith(new Settings.Management(
                plain.http(),
                plain.connectionsMax(),
                100,
                List.of(),
                0,
                Map.of(),
                null,
                true,
                true,
                false,
                true,
                true));
        assertThat(raw("GET /api/whoami HTTP/1.1\r\nHo")).isEmpty();
    }

    /** Bytes that trickle in keep nobody connected who never asks for anything. */
    @Test
    void aClientThatNeverComesToThePointIsDropped() throws Exception {
        Settings.Management plain = Settings.Management.DEFAULT;
        startWith(new Settings.Management(
                plain.http(), 10, 500, List.of(), 0, Map.of(), null, true, true, false, true, true));
        try (Socket slow = connect()) {
            slow.getOutputStream().write("GET /api/whoami HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            await().pollInterval(Duration.ofMillis(50)).until(() -> {
                try {
                    slow.getOutputStream().write("X: y\r\n".getBytes(StandardCharsets.US_ASCII));
                    return slow.getInputStream().available() == 0 && isClosed(slow);
                } catch (SocketException e) {
                    return true;
                }
            });
        }
        assertThat(raw(get("/api/version"))).startsWith("HTTP/1.1 200");
    }

    private static boolean isClosed(Socket socket) throws IOException {
        socket.setSoTimeout(1);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void connectionsHaveALimit() throws IOException {
        Settings.Management plain = Settings.Management.DEFAULT;
        startWith(new Settings.Management(
                plain.http(), 1, 60_000, List.of(), 0, Map.of(), null, true, true, false, true, true));
        try (Socket first = connect()) {
            first.getOutputStream()
                    .write(get("/api/version").replace("close", "keep-alive").getBytes(StandardCharsets.US_ASCII));
            assertThat(first.getInputStream().read()).isEqualTo('H');
            assertThat(raw(get("/api/version"))).isEmpty();
        }
        await().until(() -> raw(get("/api/version")).startsWith("HTTP/1.1 200"));
    }

    @Test
    void pagesOfAllowedOriginsMayCall() {
        Settings.Management plain = Settings.Management.DEFAULT;
        startWith(new Settings.Management(
                plain.http(),
                plain.connectionsMax(),
                60_000,
                List.of("https://good.example"),
                99,
                Map.of("x-frame-options", "DENY"),
                null,
                true,
                true,
                false,
                true,
                true));
        HttpResponse<String> asked = node.send(node.request("/users/x")
                .header("Origin", "https://good.example")
                .header("Access-Control-Request-Headers", "authorization, content-type")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(asked.headers().firstValue("access-control-allow-origin")).contains("https://good.example");
        assertThat(asked.headers().firstValue("access-control-allow-credentials"))
                .contains("true");
        assertThat(asked.headers().firstValue("access-control-allow-methods"))
                .contains("HEAD, GET, PUT, DELETE, OPTIONS");
        assertThat(asked.headers().firstValue("access-control-allow-headers")).contains("authorization, content-type");
        assertThat(asked.headers().firstValue("access-control-max-age")).contains("99");
        assertThat(asked.headers().firstValue("x-frame-options")).contains("DENY");
        HttpResponse<String> other = node.send(node.request("/version").header("Origin", "https://bad.example"));
        assertThat(other.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    @Test
    void anEndlessPatternIsNoMatch() {
        // refused or counted out: the node answers at once either way
        String body = "{\"configure\":\"(a+)+$\",\"write\":\"(a|aa)+$\",\"read\":\"(.*a){20}\"}";
        assertThat(node.put("/users/evil", "{\"tags\":[]}").statusCode()).isEqualTo(201);
        assertThat(node.put("/permissions/%2F/evil", body).statusCode()).isEqualTo(201);
        String deep = "{\"configure\":\"" + "(".repeat(2_000) + "\",\"write\":\"\",\"read\":\"\"}";
        assertThat(node.put("/permissions/%2F/evil", deep).statusCode()).isEqualTo(400);
        assertThat(new JsonArray(node.get("/users/evil/permissions").body())
                        .getJsonObject(0)
                        .getString("configure"))
                .isEqualTo("(a+)+$");
    }

    @ParameterizedTest
    @CsvSource({"text/html, 406", "application/json, 200", "'text/html,*/*;q=0.8', 200", "application/*, 200"})
    void whatIsAskedForMustBeJson(String accept, int status) {
        HttpResponse<String> answer = node.send(node.request("/whoami")
                .header("Authorization", ManagedNode.basic("guest", "guest"))
                .header("Accept", accept));
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void aHeadHasNoBody() throws IOException {
        String answer = raw(get("/api/whoami").replaceFirst("GET", "HEAD"));
        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n").contains("content-length: ");
    }
}
