// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.util.function.Consumer;

/**
 * Who may do what. Answers may come at once or later, and on any thread: some back ends ask over the network. Callable
 * from every loop.
 */
public interface AccessControl {

    /**
     * Logs somebody in by name and password.
     *
     * @param fromLoopback whether the peer is this machine
     */
    void login(String name, String password, boolean fromLoopback, Consumer<LoginResult> answer);

    /**
     * Logs somebody in whose name something else has proven, such as a certificate.
     *
     * @param fromLoopback whether the peer is this machine
     */
    void loginProven(String name, boolean fromLoopback, Consumer<LoginResult> answer);

    /**
     * Takes a new secret of somebody who is logged in (connection.update-secret). Back ends whose logins do not expire
     * accept any, as RabbitMQ's do.
     */
    void refresh(User user, String secret, Consumer<LoginResult> answer);

    /** Whether the user may open the virtual host. */
    void mayOpen(User user, String virtualHost, Consumer<Boolean> answer);

    /** Whether the user may do this with the queue or exchange. */
    void may(User user, Permission permission, Resource resource, Consumer<Boolean> answer);

    /** Whether the user, who may use the topic exchange, may also use it with that routing key. */
    void mayUse(User user, TopicUse topic, Consumer<Boolean> answer);

    /** As long as it stays the same, so do the answers; read it before asking. */
    long version();
}
