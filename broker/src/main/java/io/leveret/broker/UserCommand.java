// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.auth.HashAlgorithm;
import io.leveret.auth.PasswordHash;
import io.leveret.auth.Permissions;
import io.leveret.auth.TopicPermissions;
import io.leveret.auth.UserDefinition;
import io.leveret.table.Bytes;
import io.leveret.table.LongString;
import io.leveret.table.MalformedTableException;
import io.leveret.table.Table;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A change of the node's users and of what they may do. */
sealed interface UserCommand extends DefinitionCommand {

    /** A new user, or all that is now true of one. */
    record PutUser(UserDefinition user) implements UserCommand {
        @Override
        public Table toTable() {
            Table.Builder limits = Table.builder();
            user.limits().forEach(limits::add);
            return CommandFields.op("put-user")
                    .add("name", LongString.of(user.name()))
                    .add("hash", Bytes.of(user.password().bytes()))
                    .add("algorithm", LongString.of(user.password().algorithm().module()))
                    .add("tags", CommandFields.texts(user.tags()))
                    .add("limits", limits.build())
                    .build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    /** With all permissions. */
    record RemoveUser(String name) implements UserCommand {
        @Override
        public Table toTable() {
            return CommandFields.op("remove-user")
                    .add("name", LongString.of(name))
                    .build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    record SetPermissions(String user, String virtualHost, Permissions permissions) implements UserCommand {
        @Override
        public Table toTable() {
            return CommandFields.op("set-permissions", virtualHost)
                    .add("user", LongString.of(user))
                    .add("configure", LongString.of(permissions.configure()))
                    .add("write", LongString.of(permissions.write()))
                    .add("read", LongString.of(permissions.read()))
                    .build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    record ClearPermissions(String user, String virtualHost) implements UserCommand {
        @Override
        public Table toTable() {
            return CommandFields.op("clear-permissions", virtualHost)
                    .add("user", LongString.of(user))
                    .build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    record SetTopicPermissions(String user, String virtualHost, TopicPermissions permissions) implements UserCommand {
        @Override
        public Table toTable() {
            return CommandFields.op("set-topic-permissions", virtualHost)
                    .add("user", LongString.of(user))
                    .add("exchange", LongString.of(permissions.exchange()))
                    .add("write", LongString.of(permissions.write()))
                    .add("read", LongString.of(permissions.read()))
                    .build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    /**
     * @param exchange null: of all exchanges
     */
    record ClearTopicPermissions(
            String user, String virtualHost, @Nullable String exchange) implements UserCommand {
        @Override
        public Table toTable() {
            Table.Builder fields =
                    CommandFields.op("clear-topic-permissions", virtualHost).add("user", LongString.of(user));
            if (exchange != null) {
                fields.add("exchange", LongString.of(exchange));
            }
            return fields.build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    /** Null where it is none of these. */
    static @Nullable UserCommand decode(String op, CommandFields f) {
        return switch (op) {
            case "put-user" -> new PutUser(user(f));
            case "remove-user" -> new RemoveUser(f.text("name"));
            case "set-permissions" ->
                new SetPermissions(
                        f.text("user"),
                        f.text("vhost"),
                        new Permissions(f.text("configure"), f.text("write"), f.text("read")));
            case "clear-permissions" -> new ClearPermissions(f.text("user"), f.text("vhost"));
            case "set-topic-permissions" ->
                new SetTopicPermissions(
                        f.text("user"),
                        f.text("vhost"),
                        new TopicPermissions(f.text("exchange"), f.text("write"), f.text("read")));
            case "clear-topic-permissions" ->
                new ClearTopicPermissions(
                        f.text("user"), f.text("vhost"), f.table().string("exchange"));
            default -> null;
        };
    }

    private static UserDefinition user(CommandFields f) {
        HashAlgorithm algorithm = HashAlgorithm.named(f.text("algorithm"));
        if (algorithm == null || !(f.value("hash") instanceof Bytes hash)) {
            throw new MalformedTableException("user '" + f.text("name") + "' has a hash of an unknown kind");
        }
        Map<String, Long> limits = new HashMap<>();
        for (Table.Entry limit : f.inner("limits").entries()) {
            limits.put(limit.key(), new CommandFields(f.inner("limits")).number(limit.key()));
        }
        return new UserDefinition(
                f.text("name"), PasswordHash.ofBytes(algorithm, hash.bytes()), f.texts("tags"), limits);
    }
}
