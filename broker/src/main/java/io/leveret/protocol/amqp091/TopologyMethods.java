// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.auth.AccessControl;
import io.leveret.auth.Permission;
import io.leveret.auth.Resource;
import io.leveret.auth.TopicUse;
import io.leveret.auth.User;
import io.leveret.broker.BindingDefinition;
import io.leveret.broker.DirectReplies;
import io.leveret.broker.Equivalence;
import io.leveret.broker.ExchangeDefinition;
import io.leveret.broker.TopologyRules;
import io.leveret.broker.VirtualHost;
import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;
import io.leveret.broker.queue.QueueCounts;
import io.leveret.broker.queue.QueueDefinition;
import io.leveret.broker.queue.QueueRef;
import io.leveret.broker.queue.QueueType;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeBind;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeBindOk;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeDeclare;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeDeclareOk;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeDelete;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeDeleteOk;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeUnbind;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeUnbindOk;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueBind;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueBindOk;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueDeclare;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueDeclareOk;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueDelete;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueDeleteOk;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueuePurge;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueuePurgeOk;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueUnbind;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueUnbindOk;
import io.leveret.protocol.amqp091.codec.ServerMethod;
import io.leveret.table.Table;
import java.util.List;

/**
 * A channel's wishes about exchanges, queues and bindings (AMQP 0-9-1, classes exchange and queue): RabbitMQ's checks in
 * RabbitMQ's order, then a command to the definitions. Owned by the connection's loop.
 */
final class TopologyMethods {
    private final Channel channel;
    private final Connection connection;
    private final AccessControl access;
    private String lastQueue = ""; // the last one declared here; what an empty name stands for

    TopologyMethods(Channel channel) {
        this.channel = channel;
        this.connection = channel.connection();
        this.access = connection.amqp().access();
    }

    private VirtualHost host() {
        return connection.virtualHost();
    }

    // ---- permissions and names

    /** Goes on if the user may do this with that queue or exchange. */
    void permitted(Permission permission, Resource resource, Runnable then) {
        User user = connection.user();
        Reply<Boolean> reply = channel.question(allowed -> {
            if (!allowed) {
                throw TopologyRules.refused(permission, resource, user.name());
            }
            then.run();
        });
        access.may(user, permission, resource, reply.on(channel.loop())::ok);
    }

    /** Goes on if the user may do anything with it: what asking whether it exists takes. */
    private void permittedAnything(Resource resource, Runnable then) {
        permittedAny(List.of(Permission.READ, Permission.WRITE, Permission.CONFIGURE), resource, then);
    }

    private void permittedAny(List<Permission> permissions, Resource resource, Runnable then) {
        if (permissions.size() == 1) {
            permitted(permissions.get(0), resource, then);
            return;
        }
        Reply<Boolean> reply = channel.question(allowed -> {
            if (allowed) {
                then.run();
            } else {
                permittedAny(permissions.subList(1, permissions.size()), resource, then);
            }
        });
        access.may(connection.user(), permissions.get(0), resource, reply.on(channel.loop())::ok);
    }

    /** Goes on if the user may use the topic exchange with that routing key. */
    void permittedTopic(Permission permission, String exchange, String routingKey, Runnable then) {
        TopicUse use = new TopicUse(host().name(), exchange, routingKey, permission);
        User user = connection.user();
        Reply<Boolean> reply = channel.question(allowed -> {
            if (!allowed) {
                throw TopologyRules.refused(use, user.name());
            }
            then.run();
        });
        access.mayUse(user, use, reply.on(channel.loop())::ok);
    }

    Resource queue(String name) {
        return Resource.queue(host().name(), name);
    }

    private Resource exchange(String name) {
        return Resource.exchange(host().name(), name);
    }

    /** A queue's name as a client gave it: the empty one means the last queue declared on the channel. */
    String queueName(String given) {
        if (!given.isEmpty()) {
            return given;
        }
        if (lastQueue.isEmpty()) {
            throw AmqpException.notFound("no previously declared queue");
        }
        return lastQueue;
    }

    /** The queue, which must exist and not be exclusive to another connection. */
    QueueRef usableQueue(String name) {
        QueueRef queue = host().queue(name);
        if (queue == null) {
            throw AmqpException.notFound("no queue '" + name + "' in " + host());
        }
        if (queue.definition().exclusive() && queue.definition().exclusiveOwner() != connection.id()) {
            throw Equivalence.locked(queue);
        }
        return queue;
    }

    private static String stripped(String name) {
        return name.indexOf('\n') < 0 && name.indexOf('\r') < 0
                ? name
                : name.replace("\n", "").replace("\r", "");
    }

    // ---- exchanges

    void declare(ExchangeDeclare declare) {
        String name = stripped(declare.exchange());
        if (declare.passive()) {
            TopologyRules.checkNotDefault(name);
            permittedAnything(exchange(name), () -> {
                existing(name);
                channel.sendUnless(declare.noWait(), new ExchangeDeclareOk());
            });
            return;
        }
        if (!connection.amqp().definitions().knowsExchangeType(declare.type())) {
            throw AmqpException.preconditionFailed("unknown exchange type '" + declare.type() + "'");
        }
        TopologyRules.checkNotDefault(name);
        permitted(Permission.CONFIGURE, exchange(name), () -> permittedAlternate(declare, name));
    }

    private Exchange existing(String name) {
        Exchange exchange = host().exchange(name);
        if (exchange == null) {
            throw AmqpException.notFound("no exchange '" + name + "' in " + host());
        }
        return exchange;
    }

    private void permittedAlternate(ExchangeDeclare declare, String name) {
        if (host().exchange(name) != null) {
            create(declare, name);
            return;
        }
        TopologyRules.checkReserved("exchange", name);
        String alternate = TopologyRules.exchangeNamed(
                declare.arguments(), Exchange.ALTERNATE, "exchange '" + name + "' in " + host());
        if (alternate == null) {
            create(declare, name);
            return;
        }
        permitted(
                Permission.READ,
                exchange(name),
                () -> permitted(Permission.WRITE, exchange(alternate), () -> create(declare, name)));
    }

    private void create(ExchangeDeclare declare, String name) {
        ExchangeDefinition definition = new ExchangeDefinition(
                name, declare.type(), declare.durable(), declare.autoDelete(), declare.internal(), declare.arguments());
        connection
                .amqp()
                .definitions()
                .declareExchange(
                        host(),
                        definition,
                        channel.loop(),
                        channel.question(exchange -> channel.sendUnless(declare.noWait(), new ExchangeDeclareOk())));
    }

    void delete(ExchangeDelete delete) {
        String name = stripped(delete.exchange());
        TopologyRules.checkDeletable(name, host());
        permitted(
                Permission.CONFIGURE,
                exchange(name),
                () -> connection
                        .amqp()
                        .definitions()
                        .deleteExchange(
                                host(),
                                name,
                                delete.ifUnused(),
                                channel.loop(),
                                channel.question(
                                        found -> channel.sendUnless(delete.noWait(), new ExchangeDeleteOk()))));
    }

    // ---- bindings

    void bind(ExchangeBind bind) {
        BindingDefinition binding = toExchange(bind.source(), bind.destination(), bind.routingKey(), bind.arguments());
        changeBinding(binding, true, bind.noWait(), new ExchangeBindOk());
    }

    void unbind(ExchangeUnbind unbind) {
        BindingDefinition binding =
                toExchange(unbind.source(), unbind.destination(), unbind.routingKey(), unbind.arguments());
        changeBinding(binding, false, unbind.noWait(), new ExchangeUnbindOk());
    }

    private static BindingDefinition toExchange(String source, String destination, String key, Table arguments) {
        return new BindingDefinition(stripped(source), stripped(destination), true, key, arguments);
    }

    void bind(QueueBind bind) {
        changeBinding(
                toQueue(bind.exchange(), bind.queue(), bind.routingKey(), bind.arguments()),
                true,
                bind.noWait(),
                new QueueBindOk());
    }

    void unbind(QueueUnbind unbind) {
        changeBinding(
                toQueue(unbind.exchange(), unbind.queue(), unbind.routingKey(), unbind.arguments()),
                false,
                false,
                new QueueUnbindOk());
    }

    private BindingDefinition toQueue(String exchange, String queue, String key, Table arguments) {
        String name = stripped(queueName(queue));
        String actualKey = queue.isEmpty() && key.isEmpty() ? name : key;
        return new BindingDefinition(stripped(exchange), name, false, actualKey, arguments);
    }

    private void changeBinding(BindingDefinition binding, boolean bind, boolean noWait, ServerMethod answer) {
        if (!binding.toExchange()) {
            TopologyRules.checkBindable(binding.destination());
        }
        Resource destination = binding.toExchange() ? exchange(binding.destination()) : queue(binding.destination());
        permitted(Permission.WRITE, destination, () -> {
            if (binding.toExchange()) {
                TopologyRules.checkNotDefault(binding.destination());
            }
            TopologyRules.checkNotDefault(binding.source());
            permitted(
                    Permission.READ,
                    exchange(binding.source()),
                    () -> permittedKey(binding, () -> changePermitted(binding, bind, noWait, answer)));
        });
    }

    private void permittedKey(BindingDefinition binding, Runnable then) {
        Exchange source = host().exchange(binding.source());
        if (source != null && source.type().equals("topic")) {
            permittedTopic(Permission.READ, binding.source(), binding.key(), then);
        } else {
            then.run();
        }
    }

    private void changePermitted(BindingDefinition binding, boolean bind, boolean noWait, ServerMethod answer) {
        if (!binding.toExchange() && host().queue(binding.destination()) != null) {
            usableQueue(binding.destination());
        }
        Reply<Boolean> reply = channel.question(changed -> channel.sendUnless(noWait, answer));
        if (bind) {
            connection.amqp().definitions().bind(host(), binding, channel.loop(), reply);
        } else {
            connection.amqp().definitions().unbind(host(), binding, channel.loop(), reply);
        }
    }

    // ---- queues

    void declare(QueueDeclare declare) {
        String name = stripped(declare.queue());
        if (DirectReplies.isReplyName(name)) {
            declareReplies(declare, name);
        } else if (declare.passive()) {
            String actual = queueName(name);
            permittedAnything(queue(actual), () -> answer(usableQueue(actual), declare.noWait()));
        } else {
            String actual = name.isEmpty() ? serverNamed(declare) : name;
            if (!name.isEmpty() && host().queue(name) == null) {
                TopologyRules.checkReserved("queue", name);
            }
            permitted(Permission.CONFIGURE, queue(actual), () -> permittedDeadLetters(declare, actual));
        }
    }

    private String serverNamed(QueueDeclare declare) {
        QueueDefinition definition = host().typed(definition(declare, ""));
        QueueType.of(definition.arguments()).checkServerNamed();
        return RandomName.withPrefix("amq.gen-");
    }

    /** The pseudo queue of direct replies: there, for whoever has a consumer on it. */
    private void declareReplies(QueueDeclare declare, String name) {
        boolean own = name.equals(DirectReplies.QUEUE);
        if (!own && connection.amqp().replies().find(name) == null) {
            throw AmqpException.notFound("no queue '" + name + "' in " + host());
        }
        channel.sendUnless(declare.noWait(), new QueueDeclareOk(name, 0, 1));
    }

    private void permittedDeadLetters(QueueDeclare declare, String name) {
        String deadLetters = host().queue(name) != null
                ? null
                : TopologyRules.exchangeNamed(
                        declare.arguments(), TopologyRules.DEAD_LETTER_EXCHANGE, "queue '" + name + "' in " + host());
        if (deadLetters == null) {
            create(declare, name);
            return;
        }
        permitted(
                Permission.READ,
                queue(name),
                () -> permitted(Permission.WRITE, exchange(deadLetters), () -> create(declare, name)));
    }

    private void create(QueueDeclare declare, String name) {
        QueueDefinition definition = definition(declare, name);
        connection.amqp().notices().declared(definition);
        connection.amqp().definitions().declareQueue(host(), definition, channel.loop(), channel.question(queue -> {
            if (definition.exclusive()) {
                connection.owns(queue);
            }
            answer(queue, declare.noWait());
        }));
    }

    private QueueDefinition definition(QueueDeclare declare, String name) {
        return new QueueDefinition(
                host().name(),
                name,
                declare.durable() && !declare.exclusive(),
                declare.autoDelete(),
                declare.exclusive() ? connection.id() : 0,
                declare.arguments());
    }

    private void answer(QueueRef queue, boolean noWait) {
        lastQueue = queue.name();
        Reply<QueueCounts> reply = channel.question(counts ->
                channel.sendUnless(noWait, new QueueDeclareOk(queue.name(), counts.ready(), counts.consumers())));
        queue.counts(channel.loop(), reply);
    }

    void purge(QueuePurge purge) {
        String name = queueName(purge.queue());
        permitted(Permission.READ, queue(name), () -> {
            Reply<Long> reply = channel.question(count -> channel.sendUnless(purge.noWait(), new QueuePurgeOk(count)));
            usableQueue(name).purge(channel.loop(), reply);
        });
    }

    void delete(QueueDelete delete) {
        String name = stripped(queueName(delete.queue()));
        permitted(Permission.CONFIGURE, queue(name), () -> {
            if (host().queue(name) == null) {
                channel.sendUnless(delete.noWait(), new QueueDeleteOk(0));
                return;
            }
            QueueRef queue = usableQueue(name);
            queue.type().checkDelete(queue.inText(), delete.ifUnused(), delete.ifEmpty());
            Reply<Long> reply = channel.question(count -> {
                connection.disowns(queue);
                channel.sendUnless(delete.noWait(), new QueueDeleteOk(count));
            });
            connection
                    .amqp()
                    .definitions()
                    .deleteQueue(queue, delete.ifUnused(), delete.ifEmpty(), channel.loop(), reply);
        });
    }
}
