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
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener's certificate, key and rules for its clients, read from the files that {@code ssl_options.*} name, and read
 * again when these change. Any thread may read it; one thread at a time refreshes it.
 */
public final class TlsContext {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContext.class);

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
        TlsMaterial material = TlsMaterial.read(key, options);
        SslContextBuilder builder = SslContextBuilder.forServer(material.keys())
                .sslProvider(SslProvider.JDK)
                .protocols(material.versions())
                .clientAuth(clientAuth());
        if (material.trust() != null) {
            builder.trustManager(material.trust());
        }
        if (!material.ciphers().isEmpty()) {
            builder.ciphers(material.ciphers());
        }
        return builder.build();
    }

    private ClientAuth clientAuth() {
        if (!options.verifyPeer()) {
            return ClientAuth.NONE;
        }
        return options.failIfNoPeerCert() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL;
    }
}
