// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.CredentialsProvider;
import com.rabbitmq.client.impl.DefaultCredentialsRefreshService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens in place of passwords (auth_oauth2). */
final class TokenLoginIT {
    private static RSAKey key;
    private static RSAKey stranger;

    private BackEndNode node;

    @BeforeAll
    static void keys() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
        stranger = new RSAKeyGenerator(2048).keyID("k1").generate();
    }

    @BeforeEach
    void issuer() throws Exception {
        node = new BackEndNode();
        node.answer("/keys", q -> new JWKSet(key.toPublicJWK()).toString());
        node.answer("/.well-known/openid-configuration", q -> "{\"jwks_uri\":\"" + node.url() + "/keys\"}");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private void start(String... sets) throws Exception {
        String[] all = new String[sets.length + 3];
        all[0] = "auth_backends.1=oauth2";
        all[1] = "auth_backends.2=internal";
        all[2] = "auth_oauth2.resource_server_id=rabbitmq";
        System.arraycopy(sets, 0, all, 3, sets.length);
        node.start(all);
    }

    @Test
    void scopesSayWhatIsAllowed() throws Exception {
        start("auth_oauth2.issuer=" + node.url());
        String token = token(
                key,
                claims("rabbitmq.configure:%2F/my-* rabbitmq.write:%2F/* rabbitmq.read:%2F/* rabbitmq.write:*/*/a.*"));
        try (Connection connection = node.connect("", token)) {
            Channel channel = connection.createChannel();
            channel.queueDeclare("my-queue", false, false, false, null);
            channel.basicPublish("", "my-queue", null, "x".getBytes(UTF_8));
            assertThat(channel.basicGet("my-queue", true)).isNotNull();
            channel.basicPublish("amq.topic", "a.b", null, new byte[0]);
            assertThatThrownBy(() -> channel.queueDeclare("other", false, false, false, null))
                    .hasStackTraceContaining("refused for user 'joe'");
        }
        node.connect("guest", "guest").close(); // the next back end
    }

    @Test
    void keysMayComeFromAFile(@TempDir Path directory) throws Exception {
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.toRSAPublicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        Path file = Files.writeString(directory.resolve("key.pem"), pem);
        start("auth_oauth2.signing_keys.k1=" + file);
        node.connect("", token(key, claims("rabbitmq.read:*/*"))).close();
        assertRefused(token(stranger, claims("rabbitmq.read:*/*")));
    }

    @Test
    void whatIsNotRightIsRefused() throws Exception {
        start("auth_oauth2.jwks_uri=" + node.url() + "/keys");
        JWTClaimsSet good = claims("rabbitmq.read:*/*");
        node.connect("", token(key, good)).close();
        assertRefused(token(stranger, good));
        assertRefused(
                token(key, new JWTClaimsSet.Builder(good).audience("another").build()));
        assertRefused(token(
                key,
                new JWTClaimsSet.Builder(good)
                        .expirationTime(Date.from(Instant.now().minusSeconds(10)))
                        .build()));
        assertRefused(
                token(key, new JWTClaimsSet.Builder(good).expirationTime(null).build()));
        assertRefused("not.a.token");
        assertRefused(Base64.getUrlEncoder().encodeToString("{\"alg\":\"none\"}".getBytes(UTF_8)) + "."
                + Base64.getUrlEncoder().encodeToString(good.toString().getBytes(UTF_8)) + ".");
        // signed with the public key as if it were a shared secret
        SignedJWT forged = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(), good);
        forged.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
        assertRefused(forged.serialize());
        // no permission in the virtual host
        assertThatThrownBy(() -> node.connect("", token(key, claims("rabbitmq.read:elsewhere/*"))))
                .hasStackTraceContaining("access to vhost '/' refused for user 'joe'");
    }

    private void assertRefused(String token) {
        assertThatThrownBy(() -> node.connect("", token)).isInstanceOf(AuthenticationFailureException.class);
    }

    @Test
    void eachResourceServerHasAProvider() throws Exception {
        node.answer("/another/keys", q -> new JWKSet(stranger.toPublicJWK()).toString());
        node.answer(
                "/another/discovery",
                q -> "{\"jwks_uri\":\"" + node.url() + "/another/keys" + q.getOrDefault("v", "") + "\"}");
        start(
                "auth_oauth2.default_oauth_provider=one",
                "auth_oauth2.oauth_providers.one.jwks_uri=" + node.url() + "/keys",
                "auth_oauth2.oauth_providers.one.algorithms.1=RS256",
                "auth_oauth2.oauth_providers.two.issuer=" + node.url() + "/another",
                "auth_oauth2.oauth_providers.two.discovery_endpoint_path=discovery",
                "auth_oauth2.oauth_providers.two.discovery_endpoint_params.v=?x",
                "auth_oauth2.resource_servers.second.id=second server",
                "auth_oauth2.resource_servers.third.oauth_provider_id=two",
                "auth_oauth2.resource_servers.third.scope_prefix=3:",
                "auth_oauth2.resource_servers.third.scope_aliases.boss=3:configure:*/*",
                "auth_oauth2.resource_servers.third.preferred_username_claims.1=nick");
        node.connect("", token(key, claims("rabbitmq.read:*/*"))).close();
        JWTClaimsSet forThird = new JWTClaimsSet.Builder(claims("boss 3:write:*/*"))
                .audience("third")
                .claim("nick", "sue")
                .build();
        try (Connection connection = node.connect("", token(stranger, forThird))) {
            Channel channel = connection.createChannel();
            channel.queueDeclare("q", false, false, false, null);
            assertThatThrownBy(() -> channel.basicGet("q", true))
                    .hasStackTraceContaining("read access to queue 'q' in vhost '/' refused for user 'sue'");
        }
        assertRefused(token(key, forThird)); // by the other's key
        assertRefused(token(stranger, claims("rabbitmq.read:*/*")));
        assertRefused(token(
                stranger,
                new JWTClaimsSet.Builder(forThird)
                        .audience(List.of("rabbitmq", "third"))
                        .build()));
        assertRefused(token(
                key,
                new JWTClaimsSet.Builder(claims("rabbitmq.read:*/*"))
                        .audience("fourth")
                        .build()));
        assertRefused(token(
                key,
                new JWTClaimsSet.Builder(claims("rabbitmq.read:*/*"))
                        .audience((String) null)
                        .build()));
    }

    @Test
    void aTokenForNobodyIsForWhoDoesNotCare() throws Exception {
        start(
                "auth_oauth2.jwks_uri=" + node.url() + "/keys",
                "auth_oauth2.resource_servers.open.verify_aud=false",
                "auth_oauth2.resource_servers.open.scope_prefix=");
        JWTClaimsSet forNobody = new JWTClaimsSet.Builder(claims("read:%2F/*"))
                .audience((String) null)
                .build();
        node.connect("", token(key, forNobody)).close();
        node.connect(
                        "",
                        token(
                                key,
                                new JWTClaimsSet.Builder(forNobody)
                                        .audience("fourth")
                                        .build()))
                .close();
    }

    @Test
    void eachTokenKeepsItsOwnScopesInACache() throws Exception {
        node.start(
                "auth_backends.1=cache",
                "auth_cache.cached_backend=oauth2",
                "auth_oauth2.resource_server_id=rabbitmq",
                "auth_oauth2.jwks_uri=" + node.url() + "/keys");
        String strong = token(key, claims("rabbitmq.configure:%2F/* rabbitmq.read:%2F/*"));
        String weak = token(key, claims("rabbitmq.read:%2F/*"));
        for (int i = 0; i < 2; i++) {
            try (Connection connection = node.connect("", strong)) {
                connection.createChannel().queueDeclare("q", false, false, false, null);
            }
            try (Connection connection = node.connect("", weak)) {
                Channel channel = connection.createChannel();
                assertThatThrownBy(() -> channel.queueDeclare("q", false, false, false, null))
                        .hasStackTraceContaining("refused for user 'joe'");
            }
        }
    }

    @Test
    void aConnectionEndsWithItsToken() throws Exception {
        start("auth_oauth2.jwks_uri=" + node.url() + "/keys");
        String token = token(
                key,
                new JWTClaimsSet.Builder(claims("rabbitmq.read:*/*"))
                        .expirationTime(Date.from(Instant.now().plusSeconds(3)))
                        .build());
        AtomicReference<String> reason = new AtomicReference<>("");
        Connection connection = node.connect("", token);
        connection.addShutdownListener(cause -> reason.set(cause.getMessage()));
        await().untilAsserted(() -> assertThat(reason.get()).contains("CONNECTION_FORCED - credential expired"));
    }

    @Test
    void aNewTokenKeepsItOpen() throws Exception {
        start("auth_oauth2.jwks_uri=" + node.url() + "/keys");
        AtomicInteger tokens = new AtomicInteger();
        DefaultCredentialsRefreshService refresh =
                new DefaultCredentialsRefreshService.DefaultCredentialsRefreshServiceBuilder()
                        .refreshDelayStrategy(left -> left.minusSeconds(2))
                        .build();
        ConnectionFactory factory = node.factory("", "");
        factory.setCredentialsRefreshService(refresh);
        factory.setCredentialsProvider(new CredentialsProvider() {
            private volatile Instant end = Instant.now();

            @Override
            public String getUsername() {
                return "";
            }

            @Override
            public String getPassword() {
                end = Instant.now().plusSeconds(tokens.getAndIncrement() == 0 ? 4 : 600);
                try {
                    return token(
                            key,
                            new JWTClaimsSet.Builder(claims("rabbitmq.read:*/*"))
                                    .expirationTime(Date.from(end))
                                    .build());
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public Duration getTimeBeforeExpiration() {
                return Duration.between(Instant.now(), end);
            }

            @Override
            public void refresh() {
                // each password is a new one
            }
        });
        try (Connection connection = factory.newConnection()) {
            Instant firstEnd = Instant.now().plusSeconds(5);
            await().until(() -> tokens.get() > 1 && Instant.now().isAfter(firstEnd));
            assertThat(connection.isOpen()).isTrue();
        } finally {
            refresh.close();
        }
    }

    private static JWTClaimsSet claims(String scope) {
        return new JWTClaimsSet.Builder()
                .subject("joe")
                .audience("rabbitmq")
                .claim("scope", scope)
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build();
    }

    private static String token(RSAKey signedWith, JWTClaimsSet claims) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(signedWith.getKeyID())
                        .build(),
                claims);
        token.sign(new RSASSASigner(signedWith));
        return token.serialize();
    }
}
