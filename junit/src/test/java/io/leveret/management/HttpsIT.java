// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.Leveret;
import io.leveret.config.Settings;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
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
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
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
        return new Settings(List.of(anyPort), 1, Settings.Amqp.DEFAULT, Settings.DefaultUser.GUEST)
                .withManagement(Settings.Management.DEFAULT.withHttp(http));
    }

    @Test
    void servesWithTls() throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(directory.resolve("key.pem"), bundle.getPrivateKeyPEM());
        Path certificate = Files.writeString(directory.resolve("cert.pem"), bundle.getCertificatePathPEM());
        try (Leveret node = Leveret.inMemory(settings(certificate.toString())).start()) {
            assertThat(node.managementAddresses()).isEmpty();
            int port = node.managementTlsAddresses().get(0).getPort();
            HttpClient client =
                    HttpClient.newBuilder().sslContext(trusting(bundle)).build();
            String guest = Base64.getEncoder().encodeToString("guest:guest".getBytes("US-ASCII"));
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/api/overview"))
                    .header("Authorization", "Basic " + guest)
                    .build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"protocol\":\"https\"");
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
