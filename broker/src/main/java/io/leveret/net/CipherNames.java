// SPDX-License-Identifier: Apache-2.0
package io.leveret.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;

/** Cipher suites by the names that configurations use, which are OpenSSL's, and by Java's, which are the registry's. */
final class CipherNames {
    private CipherNames() {}

    /**
     * @throws IllegalArgumentException naming a suite that this JVM does not have
     */
    static List<String> ofJava(List<String> names) {
        Set<String> supported = supported();
        List<String> suites = new ArrayList<>();
        for (String name : names) {
            String suite = name.startsWith("TLS_") ? name : ofOpenSsl(name);
            if (!supported.contains(suite)) {
                throw new IllegalArgumentException("ciphers: " + name + " is not known to this JVM");
            }
            suites.add(suite);
        }
        return suites;
    }

    private static Set<String> supported() {
        try {
            return Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    /** {@code ECDHE-RSA-AES256-GCM-SHA384} is {@code TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384}. */
    private static String ofOpenSsl(String name) {
        String exchange = "RSA";
        String cipher = name;
        for (String prefix :
                List.of("ECDHE-ECDSA-", "ECDHE-RSA-", "DHE-RSA-", "DHE-DSS-", "ECDH-ECDSA-", "ECDH-RSA-")) {
            if (name.startsWith(prefix)) {
                exchange = prefix.substring(0, prefix.length() - 1).replace('-', '_');
                cipher = name.substring(prefix.length());
            }
        }
        boolean authenticated = cipher.contains("GCM") || cipher.contains("CCM");
        cipher = cipher.replaceFirst("^AES(\\d+)-", authenticated ? "AES-$1-" : "AES-$1-CBC-")
                .replaceFirst("^CHACHA20-POLY1305$", "CHACHA20-POLY1305-SHA256");
        return "TLS_" + exchange + "_WITH_" + cipher.replace('-', '_');
    }
}
