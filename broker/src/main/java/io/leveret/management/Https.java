// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.config.Settings.TlsOptions;
import io.leveret.net.TlsFiles;
import io.leveret.net.TlsMaterial;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.util.LinkedHashSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes an HTTP server speak TLS, with the certificate that is in its files now. */
final class Https {
    private static final Logger LOG = LoggerFactory.getLogger(Https.class);

    private final String key;
    private final TlsOptions tls;
    private final TlsFiles files;
    private final TlsMaterial first;

    /**
     * @param key of the settings, for error texts: {@code management.ssl}
     * @throws IOException if the certificate or the key cannot be read
     */
    Https(String key, TlsOptions tls) throws IOException {
        this.key = key;
        this.tls = tls;
        this.files = new TlsFiles(key, tls);
        this.first = files.read();
    }

    /** What the certificate is read from, to be watched. */
    TlsFiles files() {
        return files;
    }

    /** The options of a server that speaks TLS. */
    HttpServerOptions secure(HttpServerOptions options) {
        return secure(options, first);
    }

    private HttpServerOptions secure(HttpServerOptions options, TlsMaterial present) {
        options.setSsl(true)
                .setUseAlpn(false)
                .setKeyCertOptions(KeyCertOptions.wrap(present.keys()))
                .setEnabledSecureTransportProtocols(new LinkedHashSet<>(present.versions()));
        present.ciphers().forEach(options::addEnabledCipherSuite);
        if (present.trust() != null) {
            options.setTrustOptions(TrustOptions.wrap(present.trust()))
                    .setClientAuth(tls.failIfNoPeerCert() ? ClientAuth.REQUIRED : ClientAuth.REQUEST);
        }
        return options;
    }

    /** That server uses from now on what comes to be in the files. */
    void serves(HttpServer server) {
        files.whenChanged(material -> {
            var unused = server.updateSSLOptions(
                            secure(new HttpServerOptions(), material).getSslOptions())
                    .onFailure(problem -> LOG.error("{}: the certificates in use stay", key, problem));
        });
    }
}
