// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A certificate authority that lives as long as a test. */
final class Authority {
    private final X509Bundle root;

    Authority(String name) throws Exception {
        root = new CertificateBuilder()
                .subject("CN=" + name)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    X509Bundle issue(String subject) throws Exception {
        return new CertificateBuilder()
                .subject(subject)
                .addSanDnsName("localhost")
                .addSanDnsName("other")
                .buildIssuedBy(root);
    }

    /** Writes certificate, key and this authority's certificate as a node's settings name them. */
    static void write(Path directory, X509Bundle node, Authority clients) throws IOException {
        Files.writeString(directory.resolve("cert.pem"), node.getCertificatePathPEM());
        Files.writeString(directory.resolve("key.pem"), node.getPrivateKeyPEM());
        Files.writeString(directory.resolve("ca.pem"), clients.root.getCertificatePEM());
    }

    /** What a client that trusts this authority uses, with or without a certificate of its own. */
    SSLContext client(@Nullable X509Bundle own) throws Exception {
        KeyManager[] keys = null;
        if (own != null) {
            KeyManagerFactory factory = own.toKeyManagerFactory();
            keys = factory.getKeyManagers();
        }
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("root", root.getCertificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), new SecureRandom());
        return context;
    }
}
