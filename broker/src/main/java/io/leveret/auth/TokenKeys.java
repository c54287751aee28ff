// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.leveret.config.OAuth;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The keys that signatures of tokens are checked with: those of the settings' files, and those the issuer publishes,
 * which are fetched again when a token names one that is not known. Fetching blocks its thread.
 */
final class TokenKeys implements JWSKeySelector<SecurityContext> {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int DOCUMENT_BYTES_MAX = 1 << 20;

    private final OAuth.Provider settings;
    private final Map<String, Key> files = new HashMap<>();
    private final Set<JWSAlgorithm> algorithms = new HashSet<>();
    private final DefaultResourceRetriever retriever;
    private @Nullable JWSVerificationKeySelector<SecurityContext> published;

    /**
     * @throws IOException if a file is missing or holds no key
     */
    TokenKeys(OAuth.Provider settings) throws IOException {
        this.settings = settings;
        for (Map.Entry<String, String> file : settings.signingKeys().entrySet()) {
            files.put(file.getKey(), read(Path.of(file.getValue())));
        }
        if (settings.algorithms().isEmpty()) {
            algorithms.addAll(JWSAlgorithm.Family.SIGNATURE); // never those whose key both sides share
        } else {
            settings.algorithms().forEach(name -> algorithms.add(JWSAlgorithm.parse(name)));
        }
        SSLContext tls = ClientTls.context("auth_oauth2.https", settings.tls());
        this.retriever = new DefaultResourceRetriever(
                TIMEOUT_MILLIS, TIMEOUT_MILLIS, DOCUMENT_BYTES_MAX, true, tls.getSocketFactory());
    }

    private static Key read(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        try {
            if (text.contains("BEGIN CERTIFICATE")) {
                return CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
                        .getPublicKey();
            }
            byte[] bytes = Base64.getMimeDecoder()
                    .decode(text.replaceAll("-----[A-Z ]+-----", "").strip());
            for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(bytes));
                } catch (GeneralSecurityException e) {
                    // of another kind
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " holds no public key: " + e.getMessage(), e);
        }
        throw new IOException(file + " holds no public key in PEM form");
    }

    @Override
    public List<? extends Key> selectJWSKeys(JWSHeader header, SecurityContext context) throws KeySourceException {
        if (!algorithms.contains(header.getAlgorithm())) {
            return List.of();
        }
        String id = header.getKeyID() == null ? settings.defaultKey() : header.getKeyID();
        Key ofFile = id == null ? null : files.get(id);
        if (ofFile != null) {
            return List.of(ofFile);
        }
        JWSVerificationKeySelector<SecurityContext> issuers = published();
        return issuers == null ? List.of() : issuers.selectJWSKeys(header, context);
    }

    private synchronized @Nullable JWSVerificationKeySelector<SecurityContext> published() throws KeySourceException {
        if (published == null && (settings.keysUri() != null || settings.issuer() != null)) {
            try {
                JWKSource<SecurityContext> source =
                        JWKSourceBuilder.create(keysUri().toURL(), retriever).build();
                published = new JWSVerificationKeySelector<>(algorithms, source);
            } catch (IOException | ParseException e) {
                throw new KeySourceException("the issuer does not say where its keys are: " + e.getMessage(), e);
            }
        }
        return published;
    }

    /** As the settings say it, or the issuer's discovery document (OpenID Connect Discovery 1.0). */
    private URI keysUri() throws IOException, ParseException {
        URI keys = settings.keysUri();
        if (keys != null) {
            return keys;
        }
        String issuer = String.valueOf(settings.issuer());
        String parameters = settings.discoveryParameters().entrySet().stream()
                .map(one -> URLEncoder.encode(one.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .sorted()
                .collect(Collectors.joining("&"));
        URI document = URI.create((issuer.endsWith("/") ? issuer : issuer + "/")
                + settings.discoveryPath()
                + (parameters.isEmpty() ? "" : "?" + parameters));
        String json = retriever.retrieveResource(document.toURL()).getContent();
        return JSONObjectUtils.getURI(JSONObjectUtils.parse(json), "jwks_uri");
    }
}
