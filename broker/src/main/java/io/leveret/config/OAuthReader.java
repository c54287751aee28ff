// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import io.leveret.config.OAuth.ResourceServer;
import io.leveret.config.Settings.TlsOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The part of the record tree that is about tokens. */
final class OAuthReader {
    private static final String TOP = "auth_oauth2";
    private static final String SERVERS = TOP + ".resource_servers";
    private static final String PROVIDERS = TOP + ".oauth_providers";

    private final Given given;

    OAuthReader(Given given) {
        this.given = given;
    }

    /**
     * @param used whether any back end is this; what it needs is only asked for then
     */
    OAuth read(boolean used) throws ConfigurationException {
        Map<String, OAuth.Provider> providers = providers();
        OAuth read = new OAuth(servers(), providers);
        if (used) {
            check(read);
        }
        return read;
    }

    private static void check(OAuth read) throws ConfigurationException {
        if (read.resourceServers().isEmpty()) {
            throw new ConfigurationException(TOP + ".resource_server_id is not set, and the OAuth 2 back end needs it");
        }
        Set<String> ids = new LinkedHashSet<>();
        for (ResourceServer server : read.resourceServers()) {
            if (!ids.add(server.id())) {
                throw new ConfigurationException("there are two resource servers " + server.id());
            }
            OAuth.Provider provider = read.providers().get(server.provider());
            if (provider == null) {
                throw new ConfigurationException("resource server " + server.id() + " has the OAuth provider "
                        + server.provider() + ", which " + PROVIDERS + " does not have");
            }
            if (!provider.hasKeys()) {
                String key = server.provider().equals(OAuth.ROOT) ? TOP : PROVIDERS + "." + server.provider();
                throw new ConfigurationException("the OAuth 2 back end needs " + key + ".issuer, " + key
                        + ".jwks_uri or " + key + ".signing_keys.*, to check signatures with");
            }
        }
    }

    // ---- resource servers

    private List<ResourceServer> servers() throws ConfigurationException {
        String defaultProvider = given.optionalText(TOP + ".default_oauth_provider");
        ResourceServer root = new ResourceServer(
                given.text(TOP + ".resource_server_id", ""),
                "",
                given.optionalText(TOP + ".resource_server_type"),
                words(given.text(TOP + ".additional_scopes_key", "")),
                aliases(TOP),
                claims(TOP),
                given.flag(TOP + ".verify_aud", true),
                given.flag(TOP + ".require_exp", true),
                defaultProvider == null ? OAuth.ROOT : defaultProvider);
        String prefix = given.optionalText(TOP + ".scope_prefix");
        List<ResourceServer> servers = new ArrayList<>();
        if (!root.id().isEmpty()) {
            servers.add(withPrefix(root, root.id(), prefix));
        }
        for (String name : names(SERVERS)) {
            servers.add(server(SERVERS + "." + name.replace(".", "\\."), name, root, prefix));
        }
        return List.copyOf(servers);
    }

    /** What it does not say is as the first one has it. */
    private ResourceServer server(String key, String name, ResourceServer root, @Nullable String rootPrefix)
            throws ConfigurationException {
        String id = given.optionalText(key + ".id");
        String type = given.optionalText(key + ".resource_server_type");
        String scopes = given.optionalText(key + ".additional_scopes_key");
        String prefix = given.optionalText(key + ".scope_prefix");
        String provider = given.optionalText(key + ".oauth_provider_id");
        Map<String, List<String>> aliases = aliases(key);
        boolean ownClaims = given.hasAnyUnder(key + ".preferred_username_claims.");
        ResourceServer server = new ResourceServer(
                "",
                "",
                type == null ? root.type() : type,
                scopes == null ? root.additionalScopesKeys() : words(scopes),
                aliases.isEmpty() ? root.scopeAliases() : aliases,
                ownClaims ? claims(key) : root.userNameClaims(),
                flag(key + ".verify_aud", root.verifyAudience()),
                flag(key + ".require_exp", root.requireExpiry()),
                provider == null ? root.provider() : provider);
        return withPrefix(server, id == null ? name : id, prefix == null ? rootPrefix : prefix);
    }

    private static ResourceServer withPrefix(ResourceServer server, String id, @Nullable String prefix) {
        return new ResourceServer(
                id,
                prefix == null ? id + "." : prefix,
                server.type(),
                server.additionalScopesKeys(),
                server.scopeAliases(),
                server.userNameClaims(),
                server.verifyAudience(),
                server.requireExpiry(),
                server.provider());
    }

    private boolean flag(String key, boolean whenMissing) throws ConfigurationException {
        Setting setting = given.find(key);
        return setting == null ? whenMissing : Given.flag(setting);
    }

    private List<String> claims(String key) {
        List<String> claims = new ArrayList<>();
        new TreeMap<>(given.family(key + ".preferred_username_claims"))
                .values()
                .forEach(claim -> claims.add(claim.value()));
        claims.addAll(OAuth.USER_NAME_CLAIMS);
        return List.copyOf(claims);
    }

    /** By name, or, for aliases that are no word, {@code scope_aliases.1.alias} and {@code scope_aliases.1.scope}. */
    private Map<String, List<String>> aliases(String key) {
        Map<String, List<String>> aliases = new LinkedHashMap<>();
        given.family(key + ".scope_aliases").forEach((alias, scopes) -> aliases.put(alias, words(scopes.value())));
        int place = new Key(key).words().size() + 1;
        Map<String, String> names = new LinkedHashMap<>();
        Map<String, String> scopes = new LinkedHashMap<>();
        for (Setting setting : given.allUnder(key + ".scope_aliases.")) {
            List<String> words = setting.key().words();
            if (words.size() == place + 2) {
                (words.get(place + 1).equals("alias") ? names : scopes).put(words.get(place), setting.value());
            }
        }
        names.forEach((index, name) -> aliases.put(name, words(scopes.getOrDefault(index, ""))));
        return Map.copyOf(aliases);
    }

    // ---- providers

    private Map<String, OAuth.Provider> providers() throws ConfigurationException {
        Map<String, OAuth.Provider> providers = new LinkedHashMap<>();
        providers.put(OAuth.ROOT, provider(TOP, given.text(TOP + ".discovery_endpoint_path", OAuth.DISCOVERY_PATH)));
        for (String name : names(PROVIDERS)) {
            String key = PROVIDERS + "." + name.replace(".", "\\.");
            String path = given.optionalText(key + ".discovery_endpoint_path");
            providers.put(name, provider(key, path == null ? OAuth.DISCOVERY_PATH : path));
        }
        return Map.copyOf(providers);
    }

    private OAuth.Provider provider(String key, String discoveryPath) throws ConfigurationException {
        return new OAuth.Provider(
                values(key + ".signing_keys"),
                given.optionalText(key + ".default_key"),
                Set.copyOf(values(key + ".algorithms").values()),
                BackEndsReader.optionalUri(key + ".issuer", given.optionalText(key + ".issuer")),
                discoveryPath,
                values(key + ".discovery_endpoint_params"),
                BackEndsReader.optionalUri(key + ".jwks_uri", given.optionalText(key + ".jwks_uri")),
                TlsOptions.trusting(given.optionalText(key + ".https.cacertfile")));
    }

    private Map<String, String> values(String family) {
        Map<String, String> values = new LinkedHashMap<>();
        given.family(family).forEach((name, setting) -> values.put(name, setting.value()));
        return Map.copyOf(values);
    }

    /** The words after the prefix, in the order they were given. */
    private Set<String> names(String prefix) {
        int place = new Key(prefix).words().size();
        Set<String> names = new LinkedHashSet<>();
        given.allUnder(prefix + ".")
                .forEach(setting -> names.add(setting.key().words().get(place)));
        return names;
    }

    private static List<String> words(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+"));
    }
}
