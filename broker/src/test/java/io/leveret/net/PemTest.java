// SPDX-License-Identifier: Apache-2.0
package io.leveret.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files were made with OpenSSL 3: {@code genrsa -traditional}, {@code ecparam -genkey}, {@code pkcs8 -topk8}. */
final class PemTest {
    @ParameterizedTest
    @CsvSource({"rsa-pkcs1.pem, rsa-pkcs8.pem", "ec-sec1.pem, ec-pkcs8.pem", "rsa-encrypted.pem, rsa-pkcs8.pem"})
    void aKeyIsTheSameInAllItsForms(String form, String plain) throws Exception {
        assertThat(secretNumber(Pem.key(file(form), "secret"))).isEqualTo(secretNumber(Pem.key(file(plain), null)));
    }

    @Test
    void anEncryptedKeyNeedsItsPassword() {
        assertThatThrownBy(() -> Pem.key(file("rsa-encrypted.pem"), null)).hasMessageContaining("no password is set");
        assertThatThrownBy(() -> Pem.key(file("rsa-encrypted.pem"), "wrong")).hasMessageContaining("cannot be read");
    }

    @Test
    void openSslsOldEncryptionIsRefusedWithTheWayOut() {
        assertThatThrownBy(() -> Pem.key(file("rsa-old-encryption.pem"), "secret"))
                .hasMessageContaining("openssl pkcs8 -topk8");
    }

    @Test
    void whatIsNoPemIsRefused(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("x.pem"), "nothing of the kind");
        assertThatThrownBy(() -> Pem.key(file, null)).hasMessageContaining("holds no private key");
        assertThatThrownBy(() -> Pem.certificates(file)).hasMessageContaining("holds no certificate");
    }

    @ParameterizedTest
    @CsvSource({
        "ECDHE-RSA-AES256-GCM-SHA384, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "ECDHE-ECDSA-AES128-SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        "ECDHE-ECDSA-CHACHA20-POLY1305, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "DHE-RSA-AES256-SHA, TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
        "TLS_AES_256_GCM_SHA384, TLS_AES_256_GCM_SHA384"
    })
    void openSslsCiphersAreFound(String name, String suite) {
        assertThat(CipherNames.ofJava(List.of(name))).containsExactly(suite);
    }

    @Test
    void anUnknownCipherIsNamed() {
        assertThatThrownBy(() -> CipherNames.ofJava(List.of("ROT13"))).hasMessageContaining("ciphers: ROT13");
    }

    private static BigInteger secretNumber(PrivateKey key) {
        return key instanceof RSAPrivateKey rsa ? rsa.getPrivateExponent() : ((ECPrivateKey) key).getS();
    }

    private static Path file(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(PemTest.class.getResource(name)).toURI());
    }
}
