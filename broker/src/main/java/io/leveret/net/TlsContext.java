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
import javax.net.ssl.SSLParameters;

/**
 * A listener's certificate, key and rules for its clients, as they are in the files that {@code ssl_options.*} name. Any
 * thread may read it.
 */
public final class TlsContext {
    private final TlsOptions options;
    private final TlsFiles files;
    private final Published<SslContext> current;

    /**
     * @param key of the settings in front of {@code certfile}, for error texts: {@code ssl_options}
     * @throws IOException if a file is missing, or holds no certificate or key
     */
    public TlsContext(String key, TlsOptions options) throws IOException {
        this.options = options;
        this.files = new TlsFiles(key, options);
        this.current = new Published<>(build(options, files.read()));
        files.whenChanged(material -> current.set(build(options, material)));
    }

    /** What the context is made of, to be watched. */
    public TlsFiles files() {
        return files;
    }

    /** What encrypts one connection. */
    SslHandler newHandler(ByteBufAllocator allocator) {
        SslHandler handler = current.get().newHandler(allocator);
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setUseCipherSuitesOrder(options.honorCipherOrder());
        handler.engine().setSSLParameters(parameters);
        return handler;
    }

    private static SslContext build(TlsOptions options, TlsMaterial material) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forServer(material.keys())
                .sslProvider(SslProvider.JDK)
                .protocols(material.versions())
                .clientAuth(clientAuth(options));
        if (material.trust() != null) {
            builder.trustManager(material.trust());
        }
        if (!material.ciphers().isEmpty()) {
            builder.ciphers(material.ciphers());
        }
        return builder.build();
    }

    private static ClientAuth clientAuth(TlsOptions options) {
        if (!options.verifyPeer()) {
            return ClientAuth.NONE;
        }
        return options.failIfNoPeerCert() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL;
    }
}
