// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultSaslConfig;
import com.rabbitmq.client.GetResponse;
import io.leveret.Leveret;
import io.leveret.config.Configuration;
import io.leveret.config.Sources;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsIT {
    @TempDir
    Path directory;

    private Authority authority;

    @BeforeEach
    void nodeCertificate() throws Exception {
        authority = new Authority("authority");
        Authority.write(directory, authority.issue("CN=localhost"), authority);
    }

    @Test
    void messagesOfAllSizesComeThrough() throws Exception {
        try (Leveret node = start();
                Connection connection = connect(node, authority.client(null), null)) {
            Channel channel = connection.createChannel();
            channel.queueDeclare("q", false, false, false, null);
            for (int bytes : new int[] {0, 1, 16_000, 131_072, 3_000_000}) {
                channel.basicPublish("", "q", null, "x".repeat(bytes).getBytes(UTF_8));
                GetResponse got = channel.basicGet("q", true);
                assertThat(got.getBody()).hasSize(bytes);
            }
        }
    }

    @Test
    void aClientWithoutACertificateIsTurnedAwayWhereOneIsAsked() throws Exception {
        try (Leveret node = start("ssl_options.verify=verify_peer", "ssl_options.fail_if_no_peer_cert=true")) {
            assertThatThrownBy(() -> connect(node, authority.client(null), null))
                    .isInstanceOf(IOException.class);
            X509Bundle stranger = new Authority("stranger").issue("CN=guest");
            assertThatThrownBy(() -> connect(node, authority.client(stranger), null))
                    .isInstanceOf(IOException.class);
            connect(node, authority.client(authority.issue("CN=guest")), null).close();
        }
    }

    @Test
    void aCertificateLogsInWhomItNames() throws Exception {
        try (Leveret node = start(
                "ssl_options.verify=verify_peer",
                "auth_mechanisms.1=PLAIN",
                "auth_mechanisms.2=EXTERNAL",
                "ssl_cert_login_from=common_name")) {
            try (Connection connection = connect(
                    node, authority.client(authority.issue("O=Example,CN=guest")), DefaultSaslConfig.EXTERNAL)) {
                assertThat(connection.createChannel()).isNotNull();
            }
            assertThatThrownBy(() ->
                            connect(node, authority.client(authority.issue("CN=nobody")), DefaultSaslConfig.EXTERNAL))
                    .hasMessageContaining("ACCESS_REFUSED");
            // who shows no certificate is not offered the mechanism
            assertThatThrownBy(() -> connect(node, authority.client(null), DefaultSaslConfig.EXTERNAL))
                    .hasMessageContaining("server offered [PLAIN]");
        }
    }

    @Test
    void aNewCertificateIsUsedWithoutARestart() throws Exception {
        try (Leveret node = start();
                Connection before = connect(node, authority.client(null), null)) {
            BigInteger first = serial(node);
            X509Bundle renewed = authority.issue("CN=localhost");
            Authority.write(directory, renewed, authority);
            BigInteger second = renewed.getCertificate().getSerialNumber();
            await().untilAsserted(
                            () -> assertThat(serial(node)).isEqualTo(second).isNotEqualTo(first));
            assertThat(before.createChannel()).isNotNull();
        }
    }

    @Test
    void bytesThatAreNoTlsCloseTheirConnectionOnly() throws Exception {
        try (Leveret node = start();
                Connection connection = connect(node, authority.client(null), null);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(node))) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
            socket.setSoTimeout(60_000);
            socket.getInputStream().readAllBytes(); // ends because the node closes
            assertThat(connection.createChannel()).isNotNull();
        }
    }

    @Test
    void onlyTheVersionsAndCiphersOfTheSettingsAreSpoken() throws Exception {
        try (Leveret node =
                start("ssl_options.versions.1=tlsv1.2", "ssl_options.ciphers.1=ECDHE-ECDSA-AES256-GCM-SHA384")) {
            SSLSocket socket = shakenHands(node);
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
            assertThat(socket.getSession().getCipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
            socket.close();
        }
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> start("ssl_options.keyfile=/nowhere/key.pem"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("ssl_options.keyfile = /nowhere/key.pem: there is no such file");
    }

    private Leveret start(String... sets) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "listeners.tcp=none",
                "listeners.ssl.default=127.0.0.1:0",
                "ssl_options.certfile=" + directory.resolve("cert.pem"),
                "ssl_options.keyfile=" + directory.resolve("key.pem"),
                "ssl_options.cacertfile=" + directory.resolve("ca.pem")));
        all.addAll(List.of(sets));
        return Leveret.inMemory(
                        Configuration.load(new Sources(Map.of(), null, all)).settings())
                .start();
    }

    private static int port(Leveret node) {
        return node.amqpsAddresses().get(0).getPort();
    }

    private static Connection connect(Leveret node, SSLContext tls, @Nullable DefaultSaslConfig sasl) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("localhost");
        factory.setPort(port(node));
        factory.useSslProtocol(tls);
        factory.enableHostnameVerification();
        factory.setAutomaticRecoveryEnabled(false);
        if (sasl != null) {
            factory.setSaslConfig(sasl);
        }
        return factory.newConnection();
    }

    private BigInteger serial(Leveret node) throws Exception {
        try (SSLSocket socket = shakenHands(node)) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        }
    }

    private SSLSocket shakenHands(Leveret node) throws Exception {
        SSLSocket socket = (SSLSocket)
                authority.client(null).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port(node));
        try {
            socket.startHandshake();
        } catch (SSLException e) {
            socket.close();
            throw e;
        }
        return socket;
    }
}
