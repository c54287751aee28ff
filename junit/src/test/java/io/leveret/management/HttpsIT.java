// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leveret.Leveret;
import io.leveret.config.Settings;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP API with TLS, and only with TLS. */
class HttpsIT {
    @TempDir
    private Path directory;

    private Settings settings(String certificate) {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Settings.TlsOptions tls = new Settings.TlsOptions(
                null,
                certificate,
                directory.resolve("key.pem").toString(),
                null,
                false,
                false,
                1,
                List.of(),
                List.of(),
                false);
        Settings.Http http = new Settings.Http(null, anyPort, tls, "", 10_000_000);
        Settings.Http metrics = new Settings.Http(null, anyPort, tls, "/metrics", 0);
        return new Settings(List.of(anyPort), 1, Settings.Amqp.DEFAULT, Settings.DefaultUser.GUEST)
                .withManagement(Settings.Management.DEFAULT.withHttp(http))
                .withMetrics(new Settings.Metrics(metrics, false, false));
    }

    private X509Bundle certificate(Instant end) throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .notBefore(Instant.now().minus(Duration.ofDays(1)))
                .notAfter(end)
                .buildSelfSigned();
        Files.writeString(directory.resolve("key.pem"), bundle.getPrivateKeyPEM());
        Files.writeString(directory.resolve("cert.pem"), bundle.getCertificatePathPEM());
        return bundle;
    }

    private HttpResponse<String> get(X509Bundle trusted, InetSocketAddress address, String path) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().sslContext(trusting(trusted)).build();
        String guest = Base64.getEncoder().encodeToString("guest:guest".getBytes("US-ASCII"));
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + address.getPort() + path))
                .header("Authorization", "Basic " + guest)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private Leveret start() {
        return Leveret.inMemory(settings(directory.resolve("cert.pem").toString()))
                .start();
    }

    @Test
    void servesWithTls() throws Exception {
        X509Bundle bundle = certificate(Instant.now().plus(Duration.ofDays(90)));
        try (Leveret node = start()) {
            assertThat(node.managementAddresses()).isEmpty();
            HttpResponse<String> answer =
                    get(bundle, node.managementTlsAddresses().get(0), "/api/overview");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"protocol\":\"https\"");
            assertThat(node.metricsAddresses()).isEmpty();
            HttpResponse<String> metrics =
                    get(bundle, node.metricsTlsAddresses().get(0), "/metrics");
            assertThat(metrics.statusCode()).isEqualTo(200);
            assertThat(metrics.body()).contains("rabbitmq_build_info");
        }
    }

    @Test
    void servesTheCertificateThatIsInItsFiles() throws Exception {
        X509Bundle first = certificate(Instant.now().plus(Duration.ofDays(90)));
        try (Leveret node = start()) {
            InetSocketAddress api = node.managementTlsAddresses().get(0);
            InetSocketAddress metrics = node.metricsTlsAddresses().get(0);
            assertThat(get(first, api, "/api/whoami").statusCode()).isEqualTo(200);
            X509Bundle second = certificate(Instant.now().plus(Duration.ofDays(91)));
            await().ignoreExceptions().untilAsserted(() -> {
                assertThat(get(second, api, "/api/whoami").statusCode()).isEqualTo(200);
                assertThat(get(second, metrics, "/metrics").statusCode()).isEqualTo(200);
            });
            assertThatThrownBy(() -> get(first, api, "/api/whoami")).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void saysWhichCertificatesExpire() throws Exception {
        Instant end = Instant.now().plus(Duration.ofDays(10)).truncatedTo(ChronoUnit.SECONDS);
        X509Bundle bundle = certificate(end);
        try (Leveret node = start()) {
            InetSocketAddress api = node.managementTlsAddresses().get(0);
            String check = "/api/health/checks/certificate-expiration/";
            assertThat(get(bundle, api, check + "1/weeks").body()).isEqualTo("{\"status\":\"ok\"}");
            HttpResponse<String> soon = get(bundle, api, check + "2/WEEKS");
            assertThat(soon.statusCode()).isEqualTo(503);
            JsonObject said = new JsonObject(soon.body());
            assertThat(said.getString("status")).isEqualTo("failed");
            assertThat(said.getString("reason")).isEqualTo("Certificates expiring");
            assertThat(said.getJsonArray("expired")).hasSize(2);
            assertThat(said.getJsonArray("expired").getJsonObject(0))
                    .isEqualTo(new JsonObject()
                            .put("node", node.settings().identity().nodeName())
                            .put("protocol", "https")
                            .put("interface", "127.0.0.1")
                            .put("port", api.getPort())
                            .put("certfile", directory.resolve("cert.pem").toString())
                            .put("cacertfile", "")
                            .put(
                                    "certfile_expires_on",
                                    new JsonArray()
                                            .add(DateTimeFormatter.ofPattern("yyyy-MM-dd H:mm:ss")
                                                    .withZone(ZoneOffset.UTC)
                                                    .format(end)))
                            .put("cacertfile_expires_on", new JsonArray()));
            assertThat(get(bundle, api, check + "1/moons").body())
                    .isEqualTo("{\"error\":\"bad_request\",\"reason\":\"Time unit not recognised."
                            + " Supported units: days, weeks, months, years.\"}");
        }
    }

    @Test
    void doesNotStartWithoutACertificate() {
        Leveret node = Leveret.inMemory(settings("nowhere.pem"));
        assertThatThrownBy(node::start)
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(IOException.class)
                .hasStackTraceContaining("management.ssl.certfile = nowhere.pem: there is no such file");
    }

    private static SSLContext trusting(X509Bundle bundle) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("node", bundle.getCertificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), new SecureRandom());
        return context;
    }
}
