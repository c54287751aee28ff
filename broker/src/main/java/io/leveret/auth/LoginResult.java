// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

/** How a login ended. */
public sealed interface LoginResult {

    record Accepted(User user) implements LoginResult {}

    /**
     * @param reason for the log; the client is not told
     */
    record Refused(String reason) implements LoginResult {}
}
