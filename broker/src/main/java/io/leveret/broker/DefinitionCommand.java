// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.queue.QueueDefinition;
import io.leveret.table.LongString;
import io.leveret.table.MalformedTableException;
import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of the definitions, as the log of them keeps it: a field table with the key {@code op}. What follows from a
 * change (the bindings of a deleted queue, an auto-delete exchange that lost its last binding) is not logged: it follows
 * again when the log is read.
 */
sealed interface DefinitionCommand {
    /** Of the tables below. */
    int VERSION = 1;

    Table toTable();

    void dispatch(DefinitionCommands to);

    record AddVirtualHost(String name) implements DefinitionCommand {
        @Override
        public Table toTable() {
            return op("add-vhost", name).build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    record AddExchange(String virtualHost, ExchangeDefinition exchange) implements DefinitionCommand {
        @Override
        public Table toTable() {
            return op("add-exchange", virtualHost)
                    .add("name", LongString.of(exchange.name()))
                    .add("type", LongString.of(exchange.type()))
                    .add("auto_delete", exchange.autoDelete())
                    .add("internal", exchange.internal())
                    .add("arguments", exchange.arguments())
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
            return op("remove-exchange", virtualHost)
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
            return op("add-queue", queue.virtualHost())
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
            return op("remove-queue", virtualHost)
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
            return op("last-queue-id", "").add("id", id).build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    private static Table.Builder op(String op, String virtualHost) {
        return Table.builder().add("op", LongString.of(op)).add("vhost", LongString.of(virtualHost));
    }

    private static Table ofBinding(String op, String virtualHost, BindingDefinition binding) {
        return op(op, virtualHost)
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
            commands.add(decode((Table) table));
        }
        return commands;
    }

    private static DefinitionCommand decode(Table t) {
        String op = text(t, "op");
        String host = text(t, "vhost");
        return switch (op) {
            case "add-vhost" -> new AddVirtualHost(host);
            case "add-exchange" ->
                new AddExchange(
                        host,
                        new ExchangeDefinition(
                                text(t, "name"),
                                text(t, "type"),
                                true,
                                flag(t, "auto_delete"),
                                flag(t, "internal"),
                                arguments(t)));
            case "remove-exchange" -> new RemoveExchange(host, text(t, "name"));
            case "add-queue" ->
                new AddQueue(
                        number(t, "id"),
                        new QueueDefinition(host, text(t, "name"), true, flag(t, "auto_delete"), 0, arguments(t)));
            case "remove-queue" -> new RemoveQueue(host, text(t, "name"));
            case "add-binding" -> new AddBinding(host, binding(t));
            case "remove-binding" -> new RemoveBinding(host, binding(t));
            case "last-queue-id" -> new LastQueueId(number(t, "id"));
            default -> throw new MalformedTableException("unknown definitions command '" + op + "'");
        };
    }

    private static BindingDefinition binding(Table t) {
        return new BindingDefinition(
                text(t, "source"), text(t, "destination"), flag(t, "to_exchange"), text(t, "key"), arguments(t));
    }

    private static String text(Table t, String key) {
        return present(t.string(key), key);
    }

    private static boolean flag(Table t, String key) {
        return present(t.bool(key), key);
    }

    private static long number(Table t, String key) {
        return present(t.integer(key), key);
    }

    private static Table arguments(Table t) {
        return present(t.table("arguments"), "arguments");
    }

    private static <T> T present(@Nullable T value, String key) {
        if (value == null) {
            throw new MalformedTableException("definitions command without '" + key + "'");
        }
        return value;
    }
}
