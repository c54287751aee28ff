// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import io.leveret.config.OAuth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The scopes of a token, wherever its issuer puts them. */
final class TokenScopes {
    private static final String REQUESTING_PARTY_TOKEN = "authorization.permissions.scopes";
    private static final String TAG = "tag:";

    /** A token with more is refused. */
    private static final int SCOPES_MAX = 2_048;

    private TokenScopes() {}

    /**
     * Those that count here, without their prefix.
     *
     * @throws IllegalArgumentException if there are too many
     */
    static Set<String> of(Map<String, Object> claims, OAuth.ResourceServer settings) {
        Set<String> all = new LinkedHashSet<>(list(claims.get("scope"), settings));
        all.addAll(deep(claims, REQUESTING_PARTY_TOKEN, settings));
        for (String path : settings.additionalScopesKeys()) {
            all.addAll(deep(claims, path, settings));
        }
        for (String scope : List.copyOf(all)) {
            all.addAll(settings.scopeAliases().getOrDefault(scope, List.of()));
        }
        Set<String> scopes = new TreeSet<>();
        String prefix = settings.scopePrefix();
        for (String scope : all) {
            if (scope.startsWith(prefix)) {
                scopes.add(scope.substring(prefix.length()));
            }
        }
        scopes.addAll(RichAuthorization.scopes(claims.get("authorization_details"), settings));
        if (scopes.size() > SCOPES_MAX) {
            throw new IllegalArgumentException("too many scopes");
        }
        return scopes;
    }

    /** {@code tag:administrator} and the like. */
    static Set<String> tags(Collection<String> scopes) {
        Set<String> tags = new TreeSet<>();
        for (String scope : scopes) {
            if (scope.startsWith(TAG)) {
                tags.add(scope.substring(TAG.length()));
            }
        }
        return tags;
    }

    private static List<String> deep(Object value, String path, OAuth.ResourceServer settings) {
        int dot = path.indexOf('.');
        String first = dot < 0 ? path : path.substring(0, dot);
        List<String> found = new ArrayList<>();
        if (value instanceof Map<?, ?> map && map.get(first) != null) {
            Object inner = map.get(first);
            found.addAll(dot < 0 ? list(inner, settings) : deep(inner, path.substring(dot + 1), settings));
        } else if (value instanceof Collection<?> collection) {
            for (Object element : collection) {
                found.addAll(deep(element, path, settings));
            }
        }
        return found;
    }

    /** Scopes are a list, or a text with blanks between, or either of that under the resource server's id. */
    private static List<String> list(@Nullable Object value, OAuth.ResourceServer settings) {
        if (value instanceof String text) {
            return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
        }
        if (value instanceof Collection<?> collection) {
            return collection.stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .toList();
        }
        if (value instanceof Map<?, ?> map && map.get(settings.id()) != null) {
            return list(map.get(settings.id()), settings).stream()
                    .map(scope -> settings.id() + "." + scope)
                    .toList();
        }
        return List.of();
    }
}
