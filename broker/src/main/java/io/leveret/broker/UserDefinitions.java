// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.auth.HashAlgorithm;
import io.leveret.auth.NamePattern;
import io.leveret.auth.PasswordHash;
import io.leveret.auth.Permissions;
import io.leveret.auth.TopicPermissions;
import io.leveret.auth.UserDefinition;
import io.leveret.auth.Users;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;
import io.leveret.config.Settings;
import io.leveret.loop.Loop;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of the node's users and of what they may do: commands to the definitions' one writer, as those of
 * {@link Definitions}. Errors are NOT_FOUND where a user, virtual host or exchange does not exist, and
 * PRECONDITION_FAILED where a value is refused or a new user exists already.
 */
public final class UserDefinitions {
    private static final Logger LOG = LoggerFactory.getLogger(UserDefinitions.class);

    private final Definitions definitions;
    private final DefinitionsWriter writer;
    private final Users users = new Users();
    private final Sessions sessions;
    private final Settings.Authentication settings;

    UserDefinitions(
            Definitions definitions, DefinitionsWriter writer, Sessions sessions, Settings.Authentication settings) {
        this.definitions = definitions;
        this.writer = writer;
        this.sessions = sessions;
        this.settings = settings;
    }

    /** What is there now; from any thread. */
    public Users present() {
        return users;
    }

    /**
     * The hash of a new password, as the settings want it; from any thread.
     *
     * @throws AmqpException if the settings refuse such a password
     */
    public PasswordHash hash(String password) {
        Settings.Authentication.PasswordRule rule = settings.passwordRule();
        Integer lengthMin = rule.lengthMin();
        if (lengthMin != null && password.length() < lengthMin) {
            throw AmqpException.preconditionFailed("minimum required password length is " + lengthMin);
        }
        String pattern = rule.pattern();
        if (pattern != null && !NamePattern.of(pattern).matches(password)) {
            throw AmqpException.preconditionFailed("provided password does not match the validator regular expression");
        }
        return PasswordHash.of(password, algorithm());
    }

    private HashAlgorithm algorithm() {
        HashAlgorithm algorithm = HashAlgorithm.named(settings.passwordHashing());
        return Objects.requireNonNullElse(algorithm, HashAlgorithm.SHA_256);
    }

    // ---- users

    /** Makes a user who must not exist yet. */
    public void add(UserDefinition user, Loop caller, Reply<UserDefinition> reply) {
        writer.command(caller, reply, () -> {
            if (users.find(user.name()) != null) {
                throw AmqpException.preconditionFailed("User \"" + user.name() + "\" already exists");
            }
            store(user);
            LOG.info("created user '{}'", user.name());
            return user;
        });
    }

    /** Makes a user, or replaces all but the permissions of one. */
    public void put(UserDefinition user, Loop caller, Reply<UserDefinition> reply) {
        writer.command(caller, reply, () -> {
            store(user);
            return user;
        });
    }

    /**
     * Changes a user: password, tags or limits.
     *
     * @param change on the writer's loop; from what the user is to what the user shall be
     */
    public void change(String name, UnaryOperator<UserDefinition> change, Loop caller, Reply<UserDefinition> reply) {
        writer.command(caller, reply, () -> {
            UserDefinition changed = change.apply(existing(name));
            store(changed);
            return changed;
        });
    }

    private void store(UserDefinition user) {
        if (user.name().isEmpty()) {
            throw AmqpException.preconditionFailed("user cannot be an empty string");
        }
        if (user.tags().size() > UserDefinition.TAGS_MAX) {
            throw AmqpException.preconditionFailed(
                    "too many tags: " + user.tags().size() + ", a user can have up to " + UserDefinition.TAGS_MAX);
        }
        UserDefinition before = users.find(user.name());
        users.put(user);
        writer.log(new UserCommand.PutUser(user));
        definitions.changes().stored(before, user);
    }

    /** Removes a user with all permissions and closes the connections; answers whether there was one. */
    public void delete(String name, Loop caller, Reply<Boolean> reply) {
        writer.command(caller, reply, () -> {
            if (users.find(name) == null) {
                return false;
            }
            users.remove(name);
            writer.log(new UserCommand.RemoveUser(name));
            LOG.info("deleted user '{}'", name);
            sessions.close(session -> session.userName().equals(name), "user '" + name + "' is deleted");
            return true;
        });
    }

    private UserDefinition existing(String name) {
        UserDefinition user = users.find(name);
        if (user == null) {
            throw AmqpException.notFound("User \"" + name + "\" does not exist");
        }
        return user;
    }

    // ---- permissions

    /** Sets what the user may do in the virtual host. */
    public void permit(String user, String virtualHost, Permissions permissions, Loop caller, Reply<Boolean> reply) {
        writer.command(caller, reply, () -> {
            check(permissions.configure());
            check(permissions.write());
            check(permissions.read());
            existingHost(virtualHost);
            existing(user);
            users.permit(user, virtualHost, permissions);
            writer.log(new UserCommand.SetPermissions(user, virtualHost, permissions));
            return true;
        });
    }

    /** Takes away all the user may do in the virtual host; answers whether that was anything. */
    public void clearPermissions(String user, String virtualHost, Loop caller, Reply<Boolean> reply) {
        writer.command(caller, reply, () -> {
            boolean cleared = users.clearPermissions(user, virtualHost);
            if (cleared) {
                writer.log(new UserCommand.ClearPermissions(user, virtualHost));
            }
            return cleared;
        });
    }

    /** Sets which routing keys the user may use with a topic exchange. */
    public void permitTopics(
            String user, String virtualHost, TopicPermissions permissions, Loop caller, Reply<Boolean> reply) {
        writer.command(caller, reply, () -> {
            check(permissions.write());
            check(permissions.read());
            existing(user);
            if (existingHost(virtualHost).exchange(permissions.exchange()) == null) {
                throw AmqpException.notFound("Exchange '" + permissions.exchange() + "' does not exist");
            }
            users.permitTopics(user, virtualHost, permissions);
            writer.log(new UserCommand.SetTopicPermissions(user, virtualHost, permissions));
            return true;
        });
    }

    /**
     * Lifts the restrictions on routing keys; answers whether there were any.
     *
     * @param exchange null: of all exchanges
     */
    public void clearTopicPermissions(
            String user, String virtualHost, @Nullable String exchange, Loop caller, Reply<Boolean> reply) {
        writer.command(caller, reply, () -> {
            boolean cleared = users.clearTopicPermissions(user, virtualHost, exchange);
            if (cleared) {
                writer.log(new UserCommand.ClearTopicPermissions(user, virtualHost, exchange));
            }
            return cleared;
        });
    }

    private static void check(String regex) {
        try {
            NamePattern.of(regex);
        } catch (IllegalArgumentException e) {
            throw AmqpException.preconditionFailed("invalid regular expression '" + regex + "': " + e.getMessage());
        }
    }

    private VirtualHost existingHost(String name) {
        VirtualHost host = definitions.virtualHost(name);
        if (host == null) {
            throw Definitions.noSuchVirtualHost(name);
        }
        return host;
    }

    // ---- for the definitions, on the writer's loop

    /** The user an empty node begins with. */
    void addDefault(Settings.DefaultUser user) {
        Settings.Permissions given = user.permissions();
        Permissions permissions = new Permissions(given.configure(), given.write(), given.read());
        List<String> tags = user.tags().stream().sorted().toList();
        store(new UserDefinition(user.name(), PasswordHash.of(user.password(), algorithm()), tags));
        users.permit(user.name(), user.virtualHost(), permissions);
        writer.log(new UserCommand.SetPermissions(user.name(), user.virtualHost(), permissions));
    }

    /** Adds the commands that make what is there. */
    void snapshot(List<DefinitionCommand> all) {
        users.all().forEach(user -> all.add(new UserCommand.PutUser(user)));
        users.permissions()
                .forEach(p -> all.add(new UserCommand.SetPermissions(p.user(), p.virtualHost(), p.permissions())));
        users.topicPermissions()
                .forEach(p -> all.add(new UserCommand.SetTopicPermissions(p.user(), p.virtualHost(), p.permissions())));
    }
}
