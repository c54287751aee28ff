// SPDX-License-Identifier: Apache-2.0
package io.leveret.net;

import io.leveret.config.Settings.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a listener's certificate, key and authorities, which are read again when they change. One thread at a time
 * looks.
 */
public final class TlsFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

    private final String key;
    private final TlsOptions options;
    private List<String> state;
    private User user = material -> {};

    /** Who uses what is in the files. */
    public interface User {
        /** Uses it for connections yet to come. */
        void use(TlsMaterial material) throws IOException;
    }

    /**
     * @param key of the settings in front of {@code certfile}, for error texts: {@code ssl_options}
     */
    public TlsFiles(String key, TlsOptions options) throws IOException {
        this.key = key;
        this.options = options;
        this.state = state();
    }

    /** Who is told of what comes to be in the files; before they are watched. */
    public void whenChanged(User told) {
        user = told;
    }

    /**
     * What is in the files now.
     *
     * @throws IOException if a file is missing, or holds no certificate or key
     */
    public TlsMaterial read() throws IOException {
        return TlsMaterial.read(key, options);
    }

    /** Has what is in the files now used if it has changed; what cannot be used is said and left alone. */
    void refresh() {
        try {
            List<String> now = state();
            if (!now.equals(state)) {
                state = now;
                user.use(read());
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

    /**
     * All certificates of a PEM file, in its order.
     *
     * @throws IOException if it cannot be read, or holds none
     */
    public static List<X509Certificate> certificates(String file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Certificate certificate : Pem.certificates(Path.of(file))) {
            certificates.add((X509Certificate) certificate);
        }
        return certificates;
    }
}
