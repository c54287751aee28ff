// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The node's own users. Answers at once, on the caller's thread. */
final class InternalAccess implements BackEnd, Authority {
    private final Users users;

    InternalAccess(Users users) {
        this.users = users;
    }

    @Override
    public void authenticate(Attempt attempt, Consumer<LoginResult> answer) {
        String password = attempt.password();
        answer.accept(judge(attempt, password == null ? "" : password, users.find(attempt.name())));
    }

    private LoginResult judge(Attempt attempt, String password, @Nullable UserDefinition user) {
        String name = attempt.name();
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
        return accepted(attempt, user);
    }

    @Override
    public void authorise(Attempt attempt, Consumer<LoginResult> answer) {
        UserDefinition user = users.find(attempt.name());
        answer.accept(user == null ? refused(attempt.name(), "does not exist") : accepted(attempt, user));
    }

    private LoginResult accepted(Attempt attempt, UserDefinition user) {
        return new LoginResult.Accepted(
                new User(user.name(), Set.copyOf(user.tags()), this, attempt.peerAddress(), User.NEVER));
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
}
