// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.leveret.config.OAuth;
import io.leveret.config.OAuth.ResourceServer;
import io.leveret.loop.Clock;
import java.io.IOException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Tokens (JWT, RFC 7519) in place of passwords; what they allow is in their scopes, as RabbitMQ's
 * rabbitmq_auth_backend_oauth2 reads them. Tokens are checked on a thread of its own, since that may fetch keys; what a
 * user may do is answered at once.
 */
final class OAuthBackEnd implements BackEnd, AutoCloseable {
    private final OAuth settings;
    private final Clock clock;
    private final Map<String, DefaultJWTProcessor<SecurityContext>> processors = new HashMap<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "leveret-tokens");
        made.setDaemon(true);
        return made;
    });

    /**
     * @throws IOException if a key's file is missing or holds no key
     */
    OAuthBackEnd(OAuth settings, Clock clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        for (Map.Entry<String, OAuth.Provider> provider : settings.providers().entrySet()) {
            DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
            processor.setJWSKeySelector(new TokenKeys(provider.getValue()));
            processor.setJWTClaimsSetVerifier((claims, context) -> {}); // judged below, with RabbitMQ's rules
            processors.put(provider.getKey(), processor);
        }
    }

    @Override
    public void authenticate(Attempt attempt, Consumer<LoginResult> answer) {
        String token = attempt.password();
        if (token == null) {
            answer.accept(refused("there is no token"));
            return;
        }
        try {
            thread.execute(() -> answer.accept(judge(token, attempt.peerAddress())));
        } catch (RejectedExecutionException e) {
            answer.accept(refused("the node stops"));
        }
    }

    @Override
    public void authorise(Attempt attempt, Consumer<LoginResult> answer) {
        authenticate(attempt, answer);
    }

    private LoginResult judge(String token, String peerAddress) {
        try {
            SignedJWT signed = SignedJWT.parse(token);
            ResourceServer server = audience(signed.getJWTClaimsSet().getAudience()); // says who must have signed it
            JWTClaimsSet claims =
                    Objects.requireNonNull(processors.get(server.provider())).process(signed, null);
            long expiresAtMillis = expiry(claims, server);
            Set<String> scopes = TokenScopes.of(claims.getClaims(), server);
            return new LoginResult.Accepted(new User(
                    userName(claims, server),
                    TokenScopes.tags(scopes),
                    new Granted(scopes, claims.getClaims()),
                    peerAddress,
                    expiresAtMillis));
        } catch (ParseException | BadJOSEException | JOSEException e) {
            return refused("provided token is invalid: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    private static LoginResult refused(String why) {
        return new LoginResult.Refused("Authentication using an OAuth 2/JWT token failed: " + why);
    }

    /** Whom the token is for: what its audience names, or else the only one that does not care. */
    private ResourceServer audience(List<String> audience) {
        Set<String> named = audience.stream()
                .flatMap(text -> Arrays.stream(text.split(" ")))
                .collect(Collectors.toSet());
        List<ResourceServer> found = settings.resourceServers().stream()
                .filter(server -> named.contains(server.id()))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.size() > 1) {
            throw new IllegalArgumentException("aud_matched_many_resource_servers_only_one_allowed");
        }
        List<ResourceServer> careless = settings.resourceServers().stream()
                .filter(server -> !server.verifyAudience())
                .toList();
        if (careless.size() == 1) {
            return careless.get(0);
        }
        if (careless.isEmpty()) {
            throw new IllegalArgumentException(named.isEmpty() ? "no_aud_found" : "no_matching_aud_found");
        }
        throw new IllegalArgumentException(
                named.isEmpty()
                        ? "no_aud_found_cannot_pick_one_from_too_many_resource_servers"
                        : "too_many_resources_with_verify_aud_false");
    }

    private long expiry(JWTClaimsSet claims, ResourceServer server) {
        if (claims.getExpirationTime() == null) {
            if (server.requireExpiry()) {
                throw new IllegalArgumentException("Provided JWT token has no exp claim");
            }
            return User.NEVER;
        }
        Instant expiry = claims.getExpirationTime().toInstant();
        Instant now = Instant.ofEpochMilli(clock.epochMillis());
        if (!expiry.isAfter(now)) {
            throw new IllegalArgumentException("Provided JWT token has expired at timestamp " + expiry.getEpochSecond()
                    + " (validated at " + now.getEpochSecond() + ")");
        }
        return expiry.toEpochMilli();
    }

    private static String userName(JWTClaimsSet claims, ResourceServer server) {
        for (String claim : server.userNameClaims()) {
            if (claims.getClaim(claim) instanceof String name) {
                return name;
            }
        }
        return "unknown";
    }

    /** What one token grants. Immutable. */
    private final class Granted implements Authority {
        private final Collection<String> scopes;
        private final Map<String, Object> claims;

        Granted(Collection<String> scopes, Map<String, Object> claims) {
            this.scopes = scopes;
            this.claims = claims;
        }

        @Override
        public void mayOpen(User user, String virtualHost, Consumer<Boolean> answer) {
            answer.accept(any(virtualHost, scope -> scope.opens(virtualHost)));
        }

        @Override
        public void may(User user, Permission permission, Resource resource, Consumer<Boolean> answer) {
            answer.accept(any(resource.virtualHost(), scope -> scope.allows(permission, resource)));
        }

        @Override
        public void mayUse(User user, TopicUse topic, Consumer<Boolean> answer) {
            answer.accept(any(topic.virtualHost(), scope -> scope.allows(topic)));
        }

        private boolean any(String virtualHost, Predicate<Scope> grants) {
            for (String text : scopes) {
                Scope scope = Scope.parse(ScopeVariables.resolve(text, virtualHost, claims));
                if (scope != null && grants.test(scope)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void refresh(User user, String secret, Consumer<LoginResult> answer) {
            Attempt attempt = new Attempt(user.name(), secret, user.peerAddress(), false);
            authenticate(attempt, result -> {
                boolean another = result instanceof LoginResult.Accepted accepted
                        && !accepted.user().name().equals(user.name());
                answer.accept(
                        another
                                ? new LoginResult.Refused("Not allowed to change username on refreshed token")
                                : result);
            });
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
