// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What one user may do in one virtual host: the patterns, and the latest answers they gave, so that a name in use costs
 * no regular expression. A change of the permissions makes a new one. From any thread.
 */
final class Grant {
    static final int SLOTS = 64;

    private final Permissions permissions;
    private final NamePattern configure;
    private final NamePattern write;
    private final NamePattern read;
    private final AtomicReferenceArray<@Nullable Answer> answers = new AtomicReferenceArray<>(SLOTS);

    private record Answer(Permission permission, String name, boolean allowed) {}

    /**
     * @throws IllegalArgumentException if one of them is no regular expression
     */
    Grant(Permissions permissions) {
        this.permissions = permissions;
        this.configure = pattern(permissions.configure());
        this.write = pattern(permissions.write());
        this.read = pattern(permissions.read());
    }

    /** An empty one matches nothing but the empty name. */
    static NamePattern pattern(String regex) {
        return NamePattern.of(regex.isEmpty() ? "^$" : regex);
    }

    Permissions permissions() {
        return permissions;
    }

    boolean allows(Permission permission, String name) {
        int slot = slot(31 * name.hashCode() + permission.hashCode());
        Answer kept = answers.get(slot);
        if (kept != null && kept.permission == permission && kept.name.equals(name)) {
            return kept.allowed;
        }
        boolean allowed = of(permission).matches(name);
        answers.set(slot, new Answer(permission, name, allowed));
        return allowed;
    }

    /** The top 6 bits of the scattered hash. */
    static int slot(int hash) {
        return (hash * 0x9E37_79B9) >>> 26;
    }

    private NamePattern of(Permission permission) {
        return switch (permission) {
            case CONFIGURE -> configure;
            case WRITE -> write;
            case READ -> read;
        };
    }
}
