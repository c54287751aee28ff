// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A permission that a token grants, as its scope says it: {@code read:VHOST/NAME} or {@code read:VHOST/NAME/KEY}.
 * Immutable.
 *
 * @param routingKey null where the scope grants nothing on routing keys
 */
record Scope(
        Permission permission,
        Wildcard virtualHost,
        Wildcard name,
        @Nullable Wildcard routingKey) {

    /** Null for a scope that grants no such permission. */
    static @Nullable Scope parse(String text) {
        int colon = text.indexOf(':');
        Permission permission = colon < 0 ? null : permission(text.substring(0, colon));
        if (permission == null) {
            return null;
        }
        String[] parts = text.substring(colon + 1).split("/", -1);
        if (parts.length < 2 || parts.length > 3) {
            return null;
        }
        try {
            return new Scope(
                    permission,
                    Wildcard.of(parts[0]),
                    Wildcard.of(parts[1]),
                    parts.length == 3 ? Wildcard.of(parts[2]) : null);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Permission permission(String text) {
        for (Permission permission : Permission.values()) {
            if (permission.inText().equals(text.toLowerCase(Locale.ROOT))) {
                return permission;
            }
        }
        return null;
    }

    boolean opens(String host) {
        return virtualHost.matches(host);
    }

    boolean allows(Permission wanted, Resource resource) {
        return permission == wanted && virtualHost.matches(resource.virtualHost()) && name.matches(resource.name());
    }

    boolean allows(TopicUse topic) {
        return routingKey != null
                && permission == topic.permission()
                && virtualHost.matches(topic.virtualHost())
                && name.matches(topic.exchange())
                && routingKey.matches(topic.routingKey());
    }
}
