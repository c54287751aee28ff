// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.util.Set;

/** Somebody who has logged in. */
public record User(String name, Set<String> tags) {

    /** May publish with another user's name in the user-id property. */
    public boolean impersonator() {
        return tags.contains("impersonator");
    }
}
