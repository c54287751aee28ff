// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import io.leveret.config.Settings;
import java.util.Set;
import java.util.function.Consumer;

/** The one user an empty node starts with, who may do everything in every virtual host. Immutable. */
public final class DefaultUserAccess implements AccessControl {
    private final Settings.DefaultUser defaultUser;
    private final PasswordHash password;
    private final User user;

    public DefaultUserAccess(Settings.DefaultUser defaultUser) {
        this.defaultUser = defaultUser;
        this.password = PasswordHash.of(defaultUser.password());
        this.user = new User(defaultUser.name(), Set.of("administrator"));
    }

    @Override
    public void login(String name, String given, boolean fromLoopback, Consumer<LoginResult> answer) {
        answer.accept(judge(name, given, fromLoopback));
    }

    private LoginResult judge(String name, String given, boolean fromLoopback) {
        if (!name.equals(defaultUser.name())) {
            return new LoginResult.Refused("user '" + name + "' does not exist");
        }
        if (!password.matches(given)) {
            return new LoginResult.Refused("user '" + name + "' gave a wrong password");
        }
        if (!fromLoopback && defaultUser.loopbackOnly().contains(name)) {
            return new LoginResult.Refused("user '" + name + "' can only connect via localhost");
        }
        return new LoginResult.Accepted(user);
    }

    @Override
    public void refresh(User who, String secret, Consumer<LoginResult> answer) {
        answer.accept(new LoginResult.Accepted(who));
    }

    @Override
    public void mayOpen(User who, String virtualHost, Consumer<Boolean> answer) {
        answer.accept(true);
    }

    @Override
    public void may(User who, String virtualHost, Permission permission, String resource, Consumer<Boolean> answer) {
        answer.accept(true);
    }
}
