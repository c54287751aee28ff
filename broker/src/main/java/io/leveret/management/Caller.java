// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.User;
import java.util.Set;

/**
 * Who asks.
 *
 * @param internal whether it is the node's own operator, who may do everything everywhere: whoever can read the secret in
 *     the data directory
 */
record Caller(User user, boolean internal) {
    static final String ADMINISTRATOR = "administrator";
    private static final String MONITORING = "monitoring";
    private static final String POLICYMAKER = "policymaker";
    private static final String MANAGEMENT = "management";

    /** Of what is open to everybody. */
    static final Caller NOBODY = new Caller(new User("", Set.of()), false);

    static final Caller OPERATOR = new Caller(new User("rmq-cli", Set.of(ADMINISTRATOR)), true);

    String name() {
        return user.name();
    }

    boolean isAdministrator() {
        return has(ADMINISTRATOR);
    }

    boolean isMonitor() {
        return has(ADMINISTRATOR) || has(MONITORING);
    }

    boolean isPolicymaker() {
        return has(ADMINISTRATOR) || has(POLICYMAKER);
    }

    /** Whether this user may use the API at all. */
    boolean isManagement() {
        return isMonitor() || has(POLICYMAKER) || has(MANAGEMENT);
    }

    private boolean has(String tag) {
        return user.tags().contains(tag);
    }
}
