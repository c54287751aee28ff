// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.util.Set;
import java.util.function.Consumer;

/**
 * Somebody who has logged in.
 *
 * @param authority says what they may do
 * @param peerAddress where they came from; empty if that is not known
 * @param expiresAtMillis when the login ends, since 1970; {@link #NEVER}
 */
public record User(String name, Set<String> tags, Authority authority, String peerAddress, long expiresAtMillis) {
    public static final long NEVER = Long.MAX_VALUE;

    /** Of somebody who is nobody's to judge: the broker asks nobody about them. */
    public User(String name, Set<String> tags) {
        this(name, tags, NOTHING, "", NEVER);
    }

    private static final Authority NOTHING = new Authority() {
        @Override
        public void mayOpen(User user, String virtualHost, Consumer<Boolean> answer) {
            answer.accept(false);
        }

        @Override
        public void may(User user, Permission permission, Resource resource, Consumer<Boolean> answer) {
            answer.accept(false);
        }

        @Override
        public void mayUse(User user, TopicUse topic, Consumer<Boolean> answer) {
            answer.accept(false);
        }

        @Override
        public void refresh(User user, String secret, Consumer<LoginResult> answer) {
            answer.accept(new LoginResult.Accepted(user));
        }
    };

    /** The same, whom somebody else judges from now on. */
    User judgedBy(Authority next) {
        return new User(name, tags, next, peerAddress, expiresAtMillis);
    }

    /** May publish with another user's name in the user-id property. */
    public boolean impersonator() {
        return tags.contains("impersonator");
    }
}
