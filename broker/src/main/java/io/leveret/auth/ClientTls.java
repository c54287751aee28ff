// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import io.leveret.config.Settings.TlsOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS towards back ends. Their certificates are always verified: a back end that anybody can play is none. */
final class ClientTls {
    private ClientTls() {}

    /**
     * Trusts the authorities of the settings, or, without any, those of the JVM.
     *
     * @param key of the settings in front of {@code cacertfile}, for error texts
     * @throws IOException if the file is missing or holds no certificate
     */
    static SSLContext context(String key, TlsOptions options) throws IOException {
        String file = options.caCertFile();
        try {
            if (file == null) {
                return SSLContext.getDefault();
            }
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int n = 0;
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                for (Certificate authority :
                        CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    trusted.setCertificateEntry("authority " + n++, authority);
                }
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(key + ".cacertfile = " + file + ": " + e.getMessage(), e);
        }
    }
}
