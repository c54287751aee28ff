// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.leveret.config.BackEnds;
import io.leveret.loop.Clock;
import java.io.IOException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Tokens (JWT, RFC 7519) in place of passwords; what they allow is in their scopes, as RabbitMQ's
 * rabbitmq_auth_backend_oauth2 reads them. Tokens are checked on a thread of its own, since that may fetch keys; what a
 * user may do is answered at once.
 */
final class OAuthBackEnd implements BackEnd, AutoCloseable {
    private final BackEnds.OAuth settings;
    private final Clock clock;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "leveret-tokens");
        made.setDaemon(true);
        return made;
    });

    /**
     * @throws IOException if a key's file is missing or holds no key
     */
    OAuthBackEnd(BackEnds.OAuth settings, Clock clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        processor.setJWSKeySelector(new TokenKeys(settings));
        processor.setJWTClaimsSetVerifier((claims, context) -> {}); // judged below, with RabbitMQ's rules
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
            JWTClaimsSet claims = processor.process(token, null);
            checkAudience(claims);
            long expiresAtMillis = expiry(claims);
            Set<String> scopes = TokenScopes.of(claims.getClaims(), settings);
            return new LoginResult.Accepted(new User(
                    userName(claims),
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

    private void checkAudience(JWTClaimsSet claims) {
        if (!settings.verifyAudience()) {
            return;
        }
        boolean ours = claims.getAudience().stream()
                .flatMap(text -> Arrays.stream(text.split(" ")))
                .anyMatch(settings.resourceServerId()::equals);
        if (!ours) {
            throw new IllegalArgumentException("no_matching_aud_found");
        }
    }

    private long expiry(JWTClaimsSet claims) {
        if (claims.getExpirationTime() == null) {
            if (settings.requireExpiry()) {
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

    private String userName(JWTClaimsSet claims) {
        for (String claim : settings.userNameClaims()) {
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
