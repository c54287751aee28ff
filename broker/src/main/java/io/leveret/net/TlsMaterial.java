// SPDX-License-Identifier: Apache-2.0
package io.leveret.net;

import io.leveret.config.Settings.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its key, and whom to trust, read from the files of a listener's settings. Immutable.
 *
 * @param trust null where clients need no certificate
 * @param versions of TLS, by Java's names
 * @param ciphers by Java's names; empty: as the JDK has them
 */
public record TlsMaterial(
        X509KeyManager keys, @Nullable TrustManager trust, List<String> versions, List<String> ciphers) {
    private static final String ENTRY = "server";

    /** As RabbitMQ's; older versions are refused by the JVM anyway. */
    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    /**
     * @param key of the settings in front of {@code certfile}, for error texts: {@code management.ssl}
     * @throws IOException if a file is missing, or holds no certificate or key, or they do not belong together
     */
    public static TlsMaterial read(String key, TlsOptions options) throws IOException {
        try {
            return new TlsMaterial(
                    keys(key, options),
                    options.verifyPeer() ? trust(key, options) : null,
                    versions(options.versions()),
                    options.ciphers().isEmpty() ? List.of() : CipherNames.ofJava(options.ciphers()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(key + ": " + e.getMessage(), e);
        }
    }

    private static X509KeyManager keys(String key, TlsOptions options) throws IOException, GeneralSecurityException {
        X509Certificate[] chain =
                Pem.certificates(file(key + ".certfile", options.certFile())).toArray(new X509Certificate[0]);
        PrivateKey secret = Pem.key(file(key + ".keyfile", options.keyFile()), options.password());
        if (!belongTogether(secret, chain[0])) {
            throw new IOException(key + ".keyfile = " + options.keyFile() + " is not the key of the certificate in "
                    + options.certFile());
        }
        KeyStore store = empty();
        store.setKeyEntry(ENTRY, secret, new char[0], chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        for (KeyManager manager : factory.getKeyManagers()) {
            if (manager instanceof X509KeyManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("the JDK has no X.509 keys");
    }

    // Files that are being replaced one after the other do not fit for a moment, and Java would not notice.
    private static boolean belongTogether(PrivateKey secret, X509Certificate certificate)
            throws GeneralSecurityException {
        String algorithm = switch (secret.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA" -> "EdDSA";
            default -> "";
        };
        if (algorithm.isEmpty()) {
            return true;
        }
        if (!certificate.getPublicKey().getAlgorithm().equals(secret.getAlgorithm())) {
            return false;
        }
        byte[] probe = {1, 2, 3};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(secret);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(probe);
        return signature.verify(signed);
    }

    private static TrustManager trust(String key, TlsOptions options) throws IOException, GeneralSecurityException {
        KeyStore trusted = empty();
        int n = 0;
        for (Certificate authority : Pem.certificates(file(key + ".cacertfile", options.caCertFile()))) {
            trusted.setCertificateEntry("authority " + n++, authority);
        }
        PKIXBuilderParameters rules = new PKIXBuilderParameters(trusted, new X509CertSelector());
        rules.setRevocationEnabled(false);
        rules.setMaxPathLength(options.depth());
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(rules));
        return factory.getTrustManagers()[0];
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
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

    /** RabbitMQ's names of versions in Java's; no names mean those of today. */
    private static List<String> versions(List<String> names) {
        if (names.isEmpty()) {
            return VERSIONS;
        }
        List<String> versions = new ArrayList<>();
        for (String name : names) {
            versions.add(name.equalsIgnoreCase("tlsv1") ? "TLSv1" : name.replaceFirst("(?i)^tlsv", "TLSv"));
        }
        return versions;
    }
}
