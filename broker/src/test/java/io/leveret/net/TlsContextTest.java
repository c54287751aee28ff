// SPDX-License-Identifier: Apache-2.0
package io.leveret.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.config.Settings.TlsOptions;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsContextTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void files() throws Exception {
        write(new CertificateBuilder()
                .subject("CN=localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned());
    }

    private void write(X509Bundle bundle) throws IOException {
        Files.writeString(directory.resolve("cert.pem"), bundle.getCertificatePathPEM());
        Files.writeString(directory.resolve("key.pem"), bundle.getPrivateKeyPEM());
    }

    @Test
    void whatCannotBeReadIsNotTakenOver() throws Exception {
        TlsContext context = new TlsContext("ssl_options", options(List.of(), null));
        Files.writeString(directory.resolve("cert.pem"), "half a certificate");
        context.files().refresh();
        SslHandler handler = context.newHandler(UnpooledByteBufAllocator.DEFAULT);
        assertThat(handler.engine().getUseClientMode()).isFalse();
        assertThatThrownBy(() -> new TlsContext("ssl_options", options(List.of(), null)))
                .hasMessageContaining("cert.pem holds no certificate");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        X509Bundle other = new CertificateBuilder()
                .subject("CN=other")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(directory.resolve("key.pem"), other.getPrivateKeyPEM());
        assertThatThrownBy(() -> new TlsContext("ssl_options", options(List.of(), null)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not the key of the certificate in");
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new TlsContext("ssl_options", options(List.of("ROT13"), null)))
                .hasMessage("ssl_options: ciphers: ROT13 is not known to this JVM");
        assertThatThrownBy(() -> new TlsContext("ssl_options", options(List.of(), "/nowhere/ca.pem")))
                .hasMessageContaining("ssl_options.cacertfile = /nowhere/ca.pem: there is no such file");
    }

    private TlsOptions options(List<String> ciphers, @Nullable String authorities) {
        return new TlsOptions(
                authorities,
                directory.resolve("cert.pem").toString(),
                directory.resolve("key.pem").toString(),
                null,
                authorities != null,
                false,
                1,
                List.of(),
                ciphers,
                true);
    }
}
