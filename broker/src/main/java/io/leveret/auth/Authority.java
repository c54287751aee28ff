// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.util.function.Consumer;

/** Decides what those may do whom it has let in. Answers may come at once or later, and on any thread. */
public interface Authority {

    /** Whether the user may open the virtual host. */
    void mayOpen(User user, String virtualHost, Consumer<Boolean> answer);

    /** Whether the user may do this with the queue or exchange. */
    void may(User user, Permission permission, Resource resource, Consumer<Boolean> answer);

    /** Whether the user, who may use the topic exchange, may also use it with that routing key. */
    void mayUse(User user, TopicUse topic, Consumer<Boolean> answer);

    /** Takes a new secret of somebody who is logged in (connection.update-secret). */
    void refresh(User user, String secret, Consumer<LoginResult> answer);
}
