// SPDX-License-Identifier: Apache-2.0
package io.leveret.net;

import io.leveret.config.Settings.TlsOptions;
import io.leveret.loop.Published;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
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
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener's certificate, key and rules for its clients, read from the files that {@code ssl_options.*} name, and read
 * again when these change. Any thread may read it; one thread at a time refreshes it.
 */
public final class TlsContext {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContext.class);

    /** As RabbitMQ's; older versions are refused by the JVM anyway. */
    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    private final String key;
    private final TlsOptions options;
    private final Published<SslContext> current;
    private List<String> state;

    /**
     * @param key of the settings in front of {@code certfile}, for error texts: {@code ssl_options}
     * @throws IOException if a file is missing, or holds no certificate or key
     */
    public TlsContext(String key, TlsOptions options) throws IOException {
        this.key = key;
        this.options = options;
        this.state = state();
        this.current = new Published<>(build());
    }

    /** What encrypts one connection. */
    SslHandler newHandler(ByteBufAllocator allocator) {
        SslHandler handler = current.get().newHandler(allocator);
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setUseCipherSuitesOrder(options.honorCipherOrder());
        handler.engine().setSSLParameters(parameters);
        return handler;
    }

    /** Takes what is in the files now for connections yet to come; what cannot be used is said and left alone. */
    void refresh() {
        try {
            List<String> now = state();
            if (!now.equals(state)) {
                state = now;
                current.set(build());
                LOG.info("{}: certificates read anew from {}", key, options.certFile());
            }
        } catch (IOException e) {
            LOG.error("the certificates in use stay: {}", e.getMessage());
        }
    }

    /** What changes with each of the files. */
    private List<String> state() throws IOException {
        List<String> state = new ArrayList<>();
        for (String file : new String[] {options.certFile(), options.keyFile(), options.caCertFile()}) {
            if (file != null && Files.exists(Path.of(file))) {
                state.add(file + " " + Files.getLastModifiedTime(Path.of(file)) + " " + Files.size(Path.of(file)));
            }
        }
        return state;
    }

    private SslContext build() throws IOException {
        X509Certificate[] chain =
                Pem.certificates(named("certfile", options.certFile())).toArray(new X509Certificate[0]);
        PrivateKey secret = Pem.key(named("keyfile", options.keyFile()), options.password());
        SslContextBuilder builder = SslContextBuilder.forServer(secret, chain);
        try {
            if (!belongTogether(secret, chain[0])) {
                throw new IOException(key + ".keyfile = " + options.keyFile() + " is not the key of the certificate in "
                        + options.certFile());
            }
            trust(builder);
            builder.sslProvider(SslProvider.JDK)
                    .protocols(versions(options.versions()))
                    .clientAuth(clientAuth());
            if (!options.ciphers().isEmpty()) {
                builder.ciphers(CipherNames.ofJava(options.ciphers()));
            }
            return builder.build();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(key + ": " + e.getMessage(), e);
        }
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

    private ClientAuth clientAuth() {
        if (!options.verifyPeer()) {
            return ClientAuth.NONE;
        }
        return options.failIfNoPeerCert() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL;
    }

    private void trust(SslContextBuilder builder) throws IOException, GeneralSecurityException {
        if (!options.verifyPeer()) {
            return;
        }
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        int n = 0;
        for (Certificate authority : Pem.certificates(named("cacertfile", options.caCertFile()))) {
            trusted.setCertificateEntry("authority " + n++, authority);
        }
        PKIXBuilderParameters rules = new PKIXBuilderParameters(trusted, new X509CertSelector());
        rules.setRevocationEnabled(false);
        rules.setMaxPathLength(options.depth());
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(rules));
        builder.trustManager(factory);
    }

    private Path named(String what, @Nullable String file) throws IOException {
        if (file == null) {
            throw new IOException(key + "." + what + " is not set, and TLS needs it");
        }
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            throw new IOException(key + "." + what + " = " + file + ": there is no such file, or it cannot be read");
        }
        return path;
    }

    /** RabbitMQ's names of versions in Java's; no names mean those of today. */
    static List<String> versions(List<String> names) {
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
