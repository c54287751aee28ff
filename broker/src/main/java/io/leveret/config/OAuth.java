// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import io.leveret.config.Settings.TlsOptions;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tokens (JWT) instead of passwords ({@code auth_oauth2.*}).
 *
 * @param resourceServers who tokens may be for; a token's audience says for which of them it is
 * @param providers whose tokens are taken, by id
 */
public record OAuth(List<ResourceServer> resourceServers, Map<String, Provider> providers) {
    /** The id of the provider that has no name in the settings. */
    public static final String ROOT = "root";

    public static final List<String> USER_NAME_CLAIMS = List.of("sub", "client_id");
    public static final String DISCOVERY_PATH = ".well-known/openid-configuration";

    /** No token is taken. */
    public static final OAuth NONE = new OAuth(
            List.of(),
            Map.of(
                    ROOT,
                    new Provider(Map.of(), null, Set.of(), null, DISCOVERY_PATH, Map.of(), null, TlsOptions.NONE)));

    /**
     * What the broker is to an identity provider, and how the tokens for it are read.
     *
     * @param id in a token's audience
     * @param scopePrefix of the scopes that count
     * @param type of rich authorization requests
     * @param additionalScopesKeys other claims with scopes; dots go deeper
     * @param scopeAliases what a scope stands for
     * @param userNameClaims the first one that is there names the user
     * @param verifyAudience false: tokens without a known audience may be for this one, too
     * @param provider the id of whose tokens are taken
     */
    public record ResourceServer(
            String id,
            String scopePrefix,
            @Nullable String type,
            List<String> additionalScopesKeys,
            Map<String, List<String>> scopeAliases,
            List<String> userNameClaims,
            boolean verifyAudience,
            boolean requireExpiry,
            String provider) {}

    /**
     * Who signs tokens.
     *
     * @param signingKeys PEM files by key id
     * @param defaultKey id of the key where a token names none
     * @param algorithms that signatures may have; empty: any with a private key
     * @param issuer whose discovery document says where the keys are, or null
     * @param discoveryParameters of the request for that document
     * @param keysUri where the keys are, or null
     */
    public record Provider(
            Map<String, String> signingKeys,
            @Nullable String defaultKey,
            Set<String> algorithms,
            @Nullable URI issuer,
            String discoveryPath,
            Map<String, String> discoveryParameters,
            @Nullable URI keysUri,
            TlsOptions tls) {

        boolean hasKeys() {
            return !signingKeys.isEmpty() || issuer != null || keysUri != null;
        }
    }
}
