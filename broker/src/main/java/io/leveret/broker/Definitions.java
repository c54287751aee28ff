// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.exchange.Destination;
import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.exchange.ExchangeTypes;
import io.leveret.broker.exchange.InvalidDefinitionException;
import io.leveret.broker.exchange.Removal;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;
import io.leveret.broker.queue.QueueDefinition;
import io.leveret.broker.queue.QueueEvents;
import io.leveret.broker.queue.QueueRef;
import io.leveret.loop.Loop;
import io.leveret.table.Table;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Virtual hosts, exchanges, queues and bindings, and their one writer: every change is a command to it, runs on its loop
 * in the order the commands came, and is visible to every loop before the answer leaves. Each command may be given from
 * every loop and is answered on the caller's.
 */
public final class Definitions implements QueueEvents {
    private static final String DEFAULT_EXCHANGE = "";

    private final Loop writer;
    private final DirectReplies replies;
    private final ExchangeTypes types = new ExchangeTypes();
    private final Map<String, VirtualHost> virtualHosts = new ConcurrentHashMap<>();
    private long lastQueueId;

    public Definitions(Loop writer, DirectReplies replies) {
        this.writer = writer;
        this.replies = replies;
    }

    public @Nullable VirtualHost virtualHost(String name) {
        return virtualHosts.get(name);
    }

    /** Makes a virtual host with its predeclared exchanges, unless there is one of that name. */
    public void addVirtualHost(String name, Loop caller, Reply<VirtualHost> reply) {
        command(caller, reply, () -> {
            VirtualHost present = virtualHosts.get(name);
            if (present != null) {
                return present;
            }
            VirtualHost host = new VirtualHost(name, replies);
            predeclared(host, DEFAULT_EXCHANGE, "direct", false);
            predeclared(host, "amq.direct", "direct", false);
            predeclared(host, "amq.fanout", "fanout", false);
            predeclared(host, "amq.topic", "topic", false);
            predeclared(host, "amq.headers", "headers", false);
            predeclared(host, "amq.match", "headers", false);
            predeclared(host, "amq.rabbitmq.trace", "topic", true);
            virtualHosts.put(name, host);
            return host;
        });
    }

    private void predeclared(VirtualHost host, String name, String type, boolean internal) {
        host.add(types.create(name, type, true, false, internal, Table.EMPTY));
    }

    /** Declares an exchange; one that exists must be equivalent. */
    public void declareExchange(VirtualHost host, ExchangeDefinition wanted, Loop caller, Reply<Exchange> reply) {
        command(caller, reply, () -> {
            Exchange present = host.exchange(wanted.name());
            if (present != null) {
                Equivalence.check(host, present, wanted);
                return present;
            }
            Exchange exchange = valid(() -> types.create(
                    wanted.name(),
                    wanted.type(),
                    wanted.durable(),
                    wanted.autoDelete(),
                    wanted.internal(),
                    wanted.arguments()));
            host.add(exchange);
            return exchange;
        });
    }

    /** Whether there is such a type of exchange. */
    public boolean knowsExchangeType(String type) {
        return types.find(type) != null;
    }

    /** Deletes an exchange and its bindings; one that does not exist is no error. */
    public void deleteExchange(VirtualHost host, String name, boolean ifUnused, Loop caller, Reply<Boolean> reply) {
        command(caller, reply, () -> {
            Exchange exchange = host.exchange(name);
            if (exchange == null) {
                return false;
            }
            if (ifUnused && !exchange.isUnused()) {
                throw AmqpException.preconditionFailed("exchange '" + name + "' in " + host + " in use");
            }
            remove(host, exchange);
            return true;
        });
    }

    private void remove(VirtualHost host, Exchange exchange) {
        host.remove(exchange);
        removeAbandoned(host, host.bindings().removeFrom(exchange));
        removeAbandoned(host, host.bindings().removeTo(exchange));
    }

    private void removeAbandoned(VirtualHost host, Removal removal) {
        for (Exchange abandoned : removal.abandoned()) {
            if (host.exchange(abandoned.name()) == abandoned) {
                remove(host, abandoned);
            }
        }
    }

    /** Binds; a binding that exists is no error. */
    public void bind(VirtualHost host, BindingDefinition wanted, Loop caller, Reply<Boolean> reply) {
        command(caller, reply, () -> {
            Destination destination = destination(host, wanted);
            Exchange source = existing(host, wanted.source());
            return valid(() -> host.bindings().bind(source, destination, wanted.key(), wanted.arguments()));
        });
    }

    /** Unbinds; where there is no such binding, or neither end of it, that is no error. */
    public void unbind(VirtualHost host, BindingDefinition gone, Loop caller, Reply<Boolean> reply) {
        command(caller, reply, () -> {
            Exchange source = host.exchange(gone.source());
            Destination destination =
                    gone.toExchange() ? host.exchange(gone.destination()) : host.queue(gone.destination());
            if (source == null || destination == null) {
                return false;
            }
            Removal removal = host.bindings().unbind(source, destination, gone.key(), gone.arguments());
            removeAbandoned(host, removal);
            return !removal.isEmpty();
        });
    }

    private static Destination destination(VirtualHost host, BindingDefinition binding) {
        if (binding.toExchange()) {
            return existing(host, binding.destination());
        }
        QueueRef queue = host.queue(binding.destination());
        if (queue == null) {
            throw AmqpException.notFound("no queue '" + binding.destination() + "' in " + host);
        }
        return queue;
    }

    private static Exchange existing(VirtualHost host, String name) {
        Exchange exchange = host.exchange(name);
        if (exchange == null) {
            throw AmqpException.notFound("no exchange '" + name + "' in " + host);
        }
        return exchange;
    }

    /** Declares a queue, which lives on the caller's loop; one that exists must be equivalent. */
    public void declareQueue(VirtualHost host, QueueDefinition wanted, Loop caller, Reply<QueueRef> reply) {
        command(caller, reply, () -> {
            QueueRef present = host.queue(wanted.name());
            if (present != null) {
                Equivalence.check(present, wanted);
                return present;
            }
            QueueRef queue = new QueueRef(++lastQueueId, wanted, caller, this);
            host.add(queue);
            return queue;
        });
    }

    /**
     * Deletes a queue, its bindings and its messages; answers how many were ready.
     *
     * @param ifUnused refuse where it has consumers
     * @param ifEmpty refuse where messages are ready
     */
    public void deleteQueue(QueueRef queue, boolean ifUnused, boolean ifEmpty, Loop caller, Reply<Integer> reply) {
        Reply<Integer> back = reply.on(caller);
        queue.delete(ifUnused, ifEmpty, writer, new Reply<>() {
            @Override
            public void ok(Integer ready) {
                forget(queue);
                back.ok(ready);
            }

            @Override
            public void failed(AmqpException error) {
                back.failed(error);
            }
        });
    }

    private void forget(QueueRef queue) {
        VirtualHost host = virtualHosts.get(queue.definition().virtualHost());
        if (host != null && host.remove(queue)) {
            removeAbandoned(host, host.bindings().removeTo(queue));
        }
    }

    @Override
    public void unused(QueueRef queue) {
        deleteQueue(queue, true, false, queue.loop(), new Reply<>() {
            @Override
            public void ok(Integer ready) {}

            @Override
            public void failed(AmqpException error) {
                // somebody has begun to consume from it meanwhile
            }
        });
    }

    private <T> void command(Loop caller, Reply<T> reply, Supplier<T> change) {
        Reply<T> back = reply.on(caller);
        writer.run(() -> {
            T result;
            try {
                result = change.get();
            } catch (AmqpException e) {
                back.failed(e);
                return;
            }
            back.ok(result);
        });
    }

    private static <T> T valid(Supplier<T> change) {
        try {
            return change.get();
        } catch (InvalidDefinitionException e) {
            throw AmqpException.preconditionFailed(String.valueOf(e.getMessage()));
        }
    }
}
