// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.queue.QueueDefinition;
import io.leveret.table.LongString;
import io.leveret.table.MalformedTableException;
import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * One change of the definitions, as the log of them keeps it: a field table with the key {@code op}. What follows from a
 * change (the bindings of a deleted queue, an auto-delete exchange that lost its last binding) is not logged: it follows
 * again when the log is read.
 */
sealed interface DefinitionCommand
        permits DefinitionCommand.AddVirtualHost,
                DefinitionCommand.DescribeVirtualHost,
                DefinitionCommand.RemoveVirtualHost,
                DefinitionCommand.AddExchange,
                DefinitionCommand.RemoveExchange,
                DefinitionCommand.AddQueue,
                DefinitionCommand.RemoveQueue,
                DefinitionCommand.AddBinding,
                DefinitionCommand.RemoveBinding,
                DefinitionCommand.LastQueueId,
                UserCommand,
                PolicyCommand,
                ParameterCommand {
    /** Of the tables. */
    int VERSION = 5;

    /** Logs of an older version alone are from before a node had users. */
    int FIRST_WITH_USERS = 2;

    Table toTable();

    void dispatch(DefinitionCommands to);

    record AddVirtualHost(String name) implements DefinitionCommand {
        @Override
        public Table toTable() {
            return CommandFields.op("add-vhost", name).build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    record DescribeVirtualHost(String name, VirtualHostMetadata metadata) implements DefinitionCommand {
        @Override
        public Table toTable() {
            return CommandFields.op("describe-vhost", name)
                    .add("metadata", metadata.toTable())
                    .build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    /** With everything in it, permissions included. */
    record RemoveVirtualHost(String name) implements DefinitionCommand {
        @Override
        public Table toTable() {
            return CommandFields.op("remove-vhost", name).build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    /**
     * @param keeperId to the store, of what the exchange keeps; 0 where it keeps nothing
     */
    record AddExchange(String virtualHost, ExchangeDefinition exchange, long keeperId) implements DefinitionCommand {
        @Override
        public Table toTable() {
            return CommandFields.op("add-exchange", virtualHost)
                    .add("name", LongString.of(exchange.name()))
                    .add("type", LongString.of(exchange.type()))
                    .add("auto_delete", exchange.autoDelete())
                    .add("internal", exchange.internal())
                    .add("arguments", exchange.arguments())
                    .add("keeper", keeperId)
                    .build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    record RemoveExchange(String virtualHost, String name) implements DefinitionCommand {
        @Override
        public Table toTable() {
            return CommandFields.op("remove-exchange", virtualHost)
                    .add("name", LongString.of(name))
                    .build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    record AddQueue(long id, QueueDefinition queue) implements DefinitionCommand {
        @Override
        public Table toTable() {
            return CommandFields.op("add-queue", queue.virtualHost())
                    .add("id", id)
                    .add("name", LongString.of(queue.name()))
                    .add("auto_delete", queue.autoDelete())
                    .add("arguments", queue.arguments())
                    .build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    record RemoveQueue(String virtualHost, String name) implements DefinitionCommand {
        @Override
        public Table toTable() {
            return CommandFields.op("remove-queue", virtualHost)
                    .add("name", LongString.of(name))
                    .build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    record AddBinding(String virtualHost, BindingDefinition binding) implements DefinitionCommand {
        @Override
        public Table toTable() {
            return ofBinding("add-binding", virtualHost, binding);
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    record RemoveBinding(String virtualHost, BindingDefinition binding) implements DefinitionCommand {
        @Override
        public Table toTable() {
            return ofBinding("remove-binding", virtualHost, binding);
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    /** No queue that comes has an id up to this one. */
    record LastQueueId(long id) implements DefinitionCommand {
        @Override
        public Table toTable() {
            return CommandFields.op("last-queue-id", "").add("id", id).build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    private static Table ofBinding(String op, String virtualHost, BindingDefinition binding) {
        return CommandFields.op(op, virtualHost)
                .add("source", LongString.of(binding.source()))
                .add("destination", LongString.of(binding.destination()))
                .add("to_exchange", binding.toExchange())
                .add("key", LongString.of(binding.key()))
                .add("arguments", binding.arguments())
                .build();
    }

    /** The bytes of one command, or of many in their order: a snapshot. */
    static byte[] encode(List<DefinitionCommand> commands) {
        List<Object> tables = new ArrayList<>();
        commands.forEach(command -> tables.add(command.toTable()));
        return Table.of("commands", tables).encode();
    }

    /**
     * @throws MalformedTableException if these bytes were not written by this version or an older one
     */
    static List<DefinitionCommand> decode(int version, byte[] bytes) {
        List<Object> tables = Table.decode(bytes).array("commands");
        if (version > VERSION || tables == null) {
            throw new MalformedTableException(
                    "definitions of version " + version + ", this node reads up to " + VERSION);
        }
        List<DefinitionCommand> commands = new ArrayList<>();
        for (Object table : tables) {
            commands.add(decode(new CommandFields((Table) table)));
        }
        return commands;
    }

    private static DefinitionCommand decode(CommandFields f) {
        String op = f.text("op");
        UserCommand ofUsers = UserCommand.decode(op, f);
        if (ofUsers != null) {
            return ofUsers;
        }
        PolicyCommand ofPolicies = PolicyCommand.decode(op, f);
        if (ofPolicies != null) {
            return ofPolicies;
        }
        ParameterCommand ofParameters = ParameterCommand.decode(op, f);
        return ofParameters != null ? ofParameters : decode(op, f.text("vhost"), f);
    }

    private static DefinitionCommand decode(String op, String host, CommandFields f) {
        return switch (op) {
            case "add-vhost" -> new AddVirtualHost(host);
            case "describe-vhost" -> new DescribeVirtualHost(host, VirtualHostMetadata.of(f.inner("metadata")));
            case "remove-vhost" -> new RemoveVirtualHost(host);
            case "add-exchange" ->
                new AddExchange(
                        host,
                        new ExchangeDefinition(
                                f.text("name"),
                                f.text("type"),
                                true,
                                f.flag("auto_delete"),
                                f.flag("internal"),
                                f.inner("arguments")),
                        f.number("keeper", 0));
            case "remove-exchange" -> new RemoveExchange(host, f.text("name"));
            case "add-queue" ->
                new AddQueue(
                        f.number("id"),
                        new QueueDefinition(
                                host, f.text("name"), true, f.flag("auto_delete"), 0, f.inner("arguments")));
            case "remove-queue" -> new RemoveQueue(host, f.text("name"));
            case "add-binding" -> new AddBinding(host, binding(f));
            case "remove-binding" -> new RemoveBinding(host, binding(f));
            case "last-queue-id" -> new LastQueueId(f.number("id"));
            default -> throw new MalformedTableException("unknown definitions command '" + op + "'");
        };
    }

    private static BindingDefinition binding(CommandFields f) {
        return new BindingDefinition(
                f.text("source"), f.text("destination"), f.flag("to_exchange"), f.text("key"), f.inner("arguments"));
    }
}
