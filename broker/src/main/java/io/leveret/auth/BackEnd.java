// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.util.function.Consumer;

/**
 * One of those who are asked who somebody is. Whoever it lets in carries the {@link Authority} that says what they may do.
 */
interface BackEnd {

    /** Whether that is who they say. */
    void authenticate(Attempt attempt, Consumer<LoginResult> answer);

    /** Takes somebody whom another back end has authenticated; says who they are here. */
    void authorise(Attempt attempt, Consumer<LoginResult> answer);
}
