// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.util.Set;
import java.util.function.Consumer;

/** What the node's own users may do. Answers at once, on the caller's thread. */
public final class InternalAccess implements AccessControl {
    private final Users users;
    private final Set<String> loopbackOnly;

    /**
     * @param loopbackOnly users who may log in only from this machine
     */
    public InternalAccess(Users users, Set<String> loopbackOnly) {
        this.users = users;
        this.loopbackOnly = Set.copyOf(loopbackOnly);
    }

    @Override
    public void login(String name, String password, boolean fromLoopback, Consumer<LoginResult> answer) {
        answer.accept(judge(name, password, fromLoopback));
    }

    private LoginResult judge(String name, String password, boolean fromLoopback) {
        UserDefinition user = users.find(name);
        if (password.isEmpty()) {
            return refused(name, "attempted to log in with a blank password, which is never accepted");
        }
        if (user == null) {
            boolean unused = PasswordHash.DUMMY.matches(password); // who probes for names learns nothing from the time
            return refused(name, "- invalid credentials: there is no such user");
        }
        if (!user.password().isPresent()) {
            return refused(name, "- invalid credentials: the user has no password");
        }
        if (!user.password().matches(password)) {
            return refused(name, "- invalid credentials: wrong password");
        }
        return accepted(user, fromLoopback);
    }

    @Override
    public void loginProven(String name, boolean fromLoopback, Consumer<LoginResult> answer) {
        UserDefinition user = users.find(name);
        answer.accept(user == null ? refused(name, "does not exist") : accepted(user, fromLoopback));
    }

    private LoginResult accepted(UserDefinition user, boolean fromLoopback) {
        if (!fromLoopback && loopbackOnly.contains(user.name())) {
            return refused(user.name(), "can only connect via localhost");
        }
        return new LoginResult.Accepted(new User(user.name(), Set.copyOf(user.tags())));
    }

    private static LoginResult refused(String name, String why) {
        return new LoginResult.Refused("user '" + name + "' " + why);
    }

    /** Logins of these users do not expire; there is nothing to renew, and RabbitMQ does not look at the secret either. */
    @Override
    public void refresh(User user, String secret, Consumer<LoginResult> answer) {
        answer.accept(new LoginResult.Accepted(user));
    }

    @Override
    public void mayOpen(User user, String virtualHost, Consumer<Boolean> answer) {
        answer.accept(users.grant(user.name(), virtualHost) != null);
    }

    @Override
    public void may(User user, Permission permission, Resource resource, Consumer<Boolean> answer) {
        Grant grant = users.grant(user.name(), resource.virtualHost());
        answer.accept(grant != null && grant.allows(permission, resource.name()));
    }

    @Override
    public void mayUse(User user, TopicUse topic, Consumer<Boolean> answer) {
        TopicGrant grant = users.topicGrant(user.name(), topic.virtualHost(), topic.exchange());
        answer.accept(grant == null || grant.allows(user.name(), topic));
    }

    @Override
    public long version() {
        return users.version();
    }
}
