// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.auth.NamePattern;
import io.leveret.auth.UserDefinition;
import io.leveret.auth.Users;
import io.leveret.broker.Import.BindingOf;
import io.leveret.broker.Import.ExchangeOf;
import io.leveret.broker.Import.PolicyOf;
import io.leveret.broker.exchange.Bindings;
import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.exchange.ExchangeTypes;
import io.leveret.broker.exchange.InvalidDefinitionException;
import io.leveret.broker.exchange.Topology;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.queue.QueueArguments;
import io.leveret.broker.queue.QueueDefinition;
import io.leveret.broker.queue.QueueType;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether an import can be carried out: everything it names is there or comes with it, and is what it should be. One
 * check, on the writer's loop; throws {@link AmqpException} with RabbitMQ's text for the first mistake.
 */
final class ImportCheck {
    private static final int NAME_BYTES_MAX = 255;

    private final Definitions definitions;
    private final Import wanted;
    private final ExchangeTypes types = new ExchangeTypes();
    private final Set<String> users = new HashSet<>();
    private final Map<String, Exchange> exchanges = new HashMap<>(); // those that come, by host and name
    private final Set<String> queues = new HashSet<>();
    private final Exchange anywhere;

    ImportCheck(Definitions definitions, Import wanted) {
        this.definitions = definitions;
        this.wanted = wanted;
        this.anywhere = types.create("anywhere", "fanout", false, false, false, Table.EMPTY);
    }

    void check() {
        for (UserDefinition user : wanted.users()) {
            if (user.name().isEmpty()) {
                throw AmqpException.preconditionFailed("user cannot be an empty string");
            }
            users.add(user.name());
        }
        wanted.virtualHosts().forEach((name, metadata) -> Definitions.check(name, metadata));
        wanted.permissions().forEach(this::permission);
        wanted.exchanges().forEach(this::exchange);
        wanted.topicPermissions().forEach(this::topicPermission);
        wanted.policies().forEach(this::policy);
        wanted.parameters().forEach(this::parameter);
        wanted.queues().forEach(this::queue);
        checkLimits();
        wanted.bindings().forEach(this::binding);
    }

    private void user(String name) {
        if (!users.contains(name) && definitions.users().present().find(name) == null) {
            throw AmqpException.preconditionFailed("{no_such_user,<<\"" + name + "\">>}");
        }
    }

    private void host(String name) {
        if (!wanted.virtualHosts().containsKey(name) && definitions.virtualHost(name) == null) {
            throw AmqpException.preconditionFailed(
                    "Please create virtual host \"" + name + "\" prior to importing definitions.");
        }
    }

    private String defaultQueueType(String virtualHost) {
        VirtualHostMetadata comes = wanted.virtualHosts().get(virtualHost);
        VirtualHost present = definitions.virtualHost(virtualHost);
        VirtualHostMetadata metadata = comes == null && present != null ? present.metadata() : comes;
        return metadata == null ? QueueType.CLASSIC.text() : metadata.defaultQueueType();
    }

    private void permission(Users.Entry entry) {
        user(entry.user());
        host(entry.virtualHost());
        regex(entry.permissions().configure());
        regex(entry.permissions().write());
        regex(entry.permissions().read());
    }

    private void topicPermission(Users.TopicEntry entry) {
        user(entry.user());
        host(entry.virtualHost());
        regex(entry.permissions().write());
        regex(entry.permissions().read());
        String exchange = entry.permissions().exchange();
        if (!exists(entry.virtualHost(), exchange)) {
            throw AmqpException.preconditionFailed("no exchange '" + exchange + "' in vhost '" + entry.virtualHost()
                    + "', which has permissions for user '" + entry.user() + "'");
        }
    }

    private static void regex(String regex) {
        try {
            NamePattern.of(regex);
        } catch (IllegalArgumentException e) {
            throw AmqpException.preconditionFailed("invalid regular expression '" + regex + "': " + e.getMessage());
        }
    }

    private void policy(PolicyOf of) {
        host(of.virtualHost());
        try {
            of.policy().check(of.kind());
        } catch (AmqpException e) {
            throw AmqpException.preconditionFailed(e.getMessage() + " (vhost: \"" + of.virtualHost() + "\" key: \""
                    + of.policy().name() + "\")");
        }
    }

    private void parameter(Parameters.Parameter parameter) {
        Parameters.Key key = parameter.key();
        host(key.virtualHost());
        try {
            ParameterDefinitions.check(key, parameter.value());
        } catch (AmqpException e) {
            throw AmqpException.preconditionFailed(e.getMessage() + " (vhost: \"" + key.virtualHost()
                    + "\" / component: \"" + key.component() + "\" / key: \"" + key.name() + "\")");
        }
    }

    private void exchange(ExchangeOf of) {
        host(of.virtualHost());
        ExchangeDefinition x = of.exchange();
        name(x.name());
        try {
            exchanges.put(
                    place(of.virtualHost(), x.name()),
                    types.create(x.name(), x.type(), x.durable(), x.autoDelete(), x.internal(), x.arguments()));
        } catch (InvalidDefinitionException e) {
            throw AmqpException.preconditionFailed("exchange '" + x.name() + "': " + e.getMessage());
        }
    }

    private void queue(QueueDefinition given) {
        host(given.virtualHost());
        name(given.name());
        QueueDefinition queue = QueueType.typed(given, defaultQueueType(given.virtualHost()));
        QueueArguments.check(queue.inText(), queue.arguments());
        QueueType.of(queue.arguments()).check(queue);
        queues.add(place(queue.virtualHost(), queue.name()));
    }

    private static void name(String name) {
        if (LongString.of(name).length() > NAME_BYTES_MAX) {
            throw AmqpException.preconditionFailed(
                    "the name '" + name + "' is longer than " + NAME_BYTES_MAX + " bytes");
        }
    }

    private void checkLimits() {
        Map<String, Integer> added = new HashMap<>();
        for (QueueDefinition queue : wanted.queues()) {
            VirtualHost host = definitions.virtualHost(queue.virtualHost());
            if (host != null && host.queue(queue.name()) == null) {
                added.merge(host.name(), 1, Integer::sum);
            }
        }
        added.forEach((name, count) -> {
            long most = definitions.parameters().present().limit(name, Parameters.MAX_QUEUES);
            VirtualHost host = definitions.virtualHost(name);
            int present = host == null ? 0 : host.queues().size();
            if (present + count > most) {
                throw AmqpException.preconditionFailed("Adding " + count + " queue(s) to virtual host \"" + name
                        + "\" would exceed the limit of " + most
                        + " queue(s).\n\nThis virtual host currently has " + present
                        + " queue(s) defined.\n\nImport aborted!");
            }
        });
    }

    private void binding(BindingOf of) {
        host(of.virtualHost());
        BindingDefinition binding = of.binding();
        if (binding.source().isEmpty()) {
            return;
        }
        boolean found = binding.toExchange()
                ? exists(of.virtualHost(), binding.destination())
                : queueExists(of.virtualHost(), binding.destination());
        if (!found || !exists(of.virtualHost(), binding.source())) {
            throw AmqpException.preconditionFailed("the binding of exchange '" + binding.source() + "' to "
                    + binding.destinationKind() + " '" + binding.destination() + "' in vhost '" + of.virtualHost()
                    + "' needs both of them");
        }
        Exchange comes = exchanges.get(place(of.virtualHost(), binding.source()));
        Exchange source = types.create(
                binding.source(), comes == null ? typeOf(of) : comes.type(), true, false, false, Table.EMPTY);
        try {
            new Bindings(new Topology()).bind(source, anywhere, binding.key(), binding.arguments());
        } catch (InvalidDefinitionException e) {
            throw AmqpException.preconditionFailed(String.valueOf(e.getMessage()));
        }
    }

    private String typeOf(BindingOf of) {
        VirtualHost host = definitions.virtualHost(of.virtualHost());
        Exchange source = host == null ? null : host.exchange(of.binding().source());
        return source == null ? predeclaredType(of.binding().source()) : source.type();
    }

    /** The node's own exchanges come with their virtual host. */
    private static String predeclaredType(String name) {
        return name.equals("amq.match") || name.equals("amq.headers") ? "headers" : "topic";
    }

    private boolean exists(String virtualHost, String exchange) {
        VirtualHost host = definitions.virtualHost(virtualHost);
        return exchanges.containsKey(place(virtualHost, exchange))
                || (host == null ? Definitions.PREDECLARED.contains(exchange) : host.exchange(exchange) != null);
    }

    private boolean queueExists(String virtualHost, String queue) {
        VirtualHost host = definitions.virtualHost(virtualHost);
        return queues.contains(place(virtualHost, queue)) || (host != null && host.queue(queue) != null);
    }

    private static String place(String virtualHost, String name) {
        return virtualHost + '\0' + name;
    }
}
