// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Which routing keys one user may use with one topic exchange: the patterns, and the latest answers they gave. From any
 * thread.
 */
final class TopicGrant {

    private final TopicPermissions permissions;
    private final AtomicReferenceArray<@Nullable Answer> answers = new AtomicReferenceArray<>(Grant.SLOTS);

    private record Answer(TopicUse use, boolean allowed) {}

    /**
     * @throws IllegalArgumentException if one of them is no regular expression
     */
    TopicGrant(TopicPermissions permissions) {
        this.permissions = permissions;
        Grant.pattern(permissions.write());
        Grant.pattern(permissions.read());
    }

    TopicPermissions permissions() {
        return permissions;
    }

    boolean allows(String user, TopicUse use) {
        int slot = Grant.slot(use.hashCode());
        Answer kept = answers.get(slot);
        if (kept != null && kept.use.equals(use)) {
            return kept.allowed;
        }
        boolean allowed = matches(user, use);
        answers.set(slot, new Answer(use, allowed));
        return allowed;
    }

    private boolean matches(String user, TopicUse use) {
        String regex = use.permission() == Permission.WRITE ? permissions.write() : permissions.read();
        String expanded = regex.replace("{username}", literal(user)).replace("{vhost}", literal(use.virtualHost()));
        if (!use.clientId().isEmpty()) {
            expanded = expanded.replace("{client_id}", literal(use.clientId()));
        }
        try {
            return Grant.pattern(expanded).matches(use.routingKey());
        } catch (IllegalArgumentException e) {
            return false; // a value that makes it too long
        }
    }

    /** So that a value cannot change what the pattern means. */
    static String literal(String value) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ("\\^$.|?*+()[]{}-".indexOf(c) >= 0) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }
}
