// SPDX-License-Identifier: Apache-2.0
package io.leveret.net;

import io.leveret.config.Settings.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its key, and whom to trust, read from the files of a listener's settings: for servers that bring
 * their own TLS. Immutable.
 *
 * @param trust null where clients need no certificate
 * @param versions of TLS, by Java's names
 * @param ciphers by Java's names; empty: as the JDK has them
 */
public record TlsMaterial(
        X509KeyManager keys, @Nullable TrustManager trust, List<String> versions, List<String> ciphers) {
    private static final String ENTRY = "server";

    /**
     * @param key of the settings in front of {@code certfile}, for error texts: {@code management.ssl}
     * @throws IOException if a file is missing, or holds no certificate or key
     */
    public static TlsMaterial read(String key, TlsOptions options) throws IOException {
        try {
            List<Certificate> chain = Pem.certificates(file(key + ".certfile", options.certFile()));
            KeyStore store = empty();
            store.setKeyEntry(
                    ENTRY,
                    Pem.key(file(key + ".keyfile", options.keyFile()), options.password()),
                    new char[0],
                    chain.toArray(new Certificate[0]));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            return new TlsMaterial(
                    x509(keys.getKeyManagers()),
                    options.verifyPeer() ? trust(key, options) : null,
                    TlsContext.versions(options.versions()),
                    options.ciphers().isEmpty() ? List.of() : CipherNames.ofJava(options.ciphers()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(key + ": " + e.getMessage(), e);
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static X509KeyManager x509(KeyManager[] managers) throws GeneralSecurityException {
        for (KeyManager manager : managers) {
            if (manager instanceof X509KeyManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("the JDK has no X.509 keys");
    }

    private static TrustManager trust(String key, TlsOptions options) throws IOException, GeneralSecurityException {
        KeyStore trusted = empty();
        int n = 0;
        for (Certificate authority : Pem.certificates(file(key + ".cacertfile", options.caCertFile()))) {
            trusted.setCertificateEntry("authority " + n++, authority);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(trusted);
        return factory.getTrustManagers()[0];
    }

    private static Path file(String key, @Nullable String name) throws IOException {
        if (name == null) {
            throw new IOException(key + " is not set, and TLS needs it");
        }
        Path path = Path.of(name);
        if (!Files.isReadable(path)) {
            throw new IOException(key + " = " + name + ": there is no such file, or it cannot be read");
        }
        return path;
    }
}
