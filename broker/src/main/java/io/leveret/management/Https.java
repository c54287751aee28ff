// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.config.Settings.TlsOptions;
import io.leveret.net.TlsMaterial;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.util.LinkedHashSet;

/** Makes an HTTP server speak TLS. */
final class Https {
    private Https() {}

    /**
     * @param key of the settings, for error texts: {@code management.ssl}
     * @throws IOException if the certificate or the key cannot be read
     */
    static HttpServerOptions secure(HttpServerOptions options, String key, TlsOptions tls) throws IOException {
        TlsMaterial material = TlsMaterial.read(key, tls);
        options.setSsl(true)
                .setUseAlpn(false)
                .setKeyCertOptions(KeyCertOptions.wrap(material.keys()))
                .setEnabledSecureTransportProtocols(new LinkedHashSet<>(material.versions()));
        material.ciphers().forEach(options::addEnabledCipherSuite);
        if (material.trust() != null) {
            options.setTrustOptions(TrustOptions.wrap(material.trust()))
                    .setClientAuth(tls.failIfNoPeerCert() ? ClientAuth.REQUIRED : ClientAuth.REQUEST);
        }
        return options;
    }
}
