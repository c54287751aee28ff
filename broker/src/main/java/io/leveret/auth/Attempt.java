// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who wants in.
 *
 * @param password or token; null where something else has proven the name
 * @param peerAddress where they come from, for back ends that care; empty if it is not known
 * @param fromLoopback whether that is this machine
 */
public record Attempt(String name, @Nullable String password, String peerAddress, boolean fromLoopback) {

    @Override
    public String toString() {
        return "Attempt[" + name + " from " + peerAddress + "]";
    }
}
