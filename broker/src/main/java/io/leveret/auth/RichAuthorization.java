// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import io.leveret.config.OAuth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Permissions of a token as rich authorization requests (RFC 9396): actions at locations such as
 * {@code cluster:rabbitmq/vhost:v/queue:q}. They become scopes.
 */
final class RichAuthorization {
    private static final Set<String> TAGS = Set.of("monitoring", "administrator", "management", "policymaker");
    private static final Set<String> PERMISSIONS = Set.of("read", "write", "configure");

    private RichAuthorization() {}

    static List<String> scopes(@Nullable Object details, OAuth.ResourceServer settings) {
        List<String> scopes = new ArrayList<>();
        if (!(details instanceof Collection<?> all) || settings.type() == null) {
            return scopes;
        }
        for (Object one : all) {
            if (one instanceof Map<?, ?> detail && settings.type().equals(detail.get("type"))) {
                List<String> places = texts(detail.get("locations")).stream()
                        .map(location -> place(location, settings))
                        .filter(place -> !place.isEmpty())
                        .toList();
                for (String action : places.isEmpty() ? List.<String>of() : texts(detail.get("actions"))) {
                    if (TAGS.contains(action)) {
                        scopes.add("tag:" + action);
                    } else if (PERMISSIONS.contains(action)) {
                        places.forEach(place -> scopes.add(action + ":" + place));
                    }
                }
            }
        }
        return scopes;
    }

    private static List<String> texts(@Nullable Object value) {
        if (value instanceof String text) {
            return List.of(text);
        }
        return value instanceof Collection<?> list
                ? list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }

    /** {@code VHOST/NAME/KEY}; empty for a location of another cluster, or one that says two things at once. */
    private static String place(String location, OAuth.ResourceServer settings) {
        Map<String, String> parts = new HashMap<>();
        for (String part : location.split("/", -1)) {
            int colon = part.indexOf(':');
            if (colon > 0 && colon + 1 < part.length()) {
                parts.put(part.substring(0, colon), part.substring(colon + 1));
            }
        }
        String cluster = parts.get("cluster");
        String queue = parts.get("queue");
        String exchange = parts.get("exchange");
        boolean legal = queue == null || exchange == null || queue.equals(exchange);
        if (cluster == null || !legal || !matches(cluster, settings.id())) {
            return "";
        }
        String name = queue != null ? queue : exchange != null ? exchange : "*";
        return parts.getOrDefault("vhost", "*") + "/" + name + "/" + parts.getOrDefault("routing-key", "*");
    }

    private static boolean matches(String pattern, String id) {
        try {
            return Wildcard.of(pattern).matches(id);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
