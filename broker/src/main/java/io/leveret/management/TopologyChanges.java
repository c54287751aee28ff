// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.Permission;
import io.leveret.broker.BindingDefinition;
import io.leveret.broker.Definitions;
import io.leveret.broker.Equivalence;
import io.leveret.broker.ExchangeDefinition;
import io.leveret.broker.TopologyRules;
import io.leveret.broker.VirtualHost;
import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.queue.QueueDefinition;
import io.leveret.broker.queue.QueueRef;
import io.leveret.loop.Loop;
import io.vertx.core.Future;
import java.util.List;

/**
 * Declares, deletes and binds on behalf of somebody: RabbitMQ's checks in RabbitMQ's order, then a command to the
 * definitions. What is refused fails with a {@link Refusal}. On the server's loop.
 */
final class TopologyChanges {
    private final Definitions definitions;
    private final List<Loop> loops;
    private final Permits permits;
    private final Owners owners;

    TopologyChanges(Node node, Permits permits, Owners owners) {
        this.definitions = node.definitions();
        this.loops = node.counters().loops().stream()
                .map(counters -> counters.loop())
                .toList();
        this.permits = permits;
        this.owners = owners;
    }

    private static <T> Future<T> refused(Throwable problem) {
        return Future.failedFuture(problem instanceof AmqpException error ? Refusal.of(error) : problem);
    }

    private interface Step<T> {
        Future<T> take();
    }

    private static <T> Future<T> trying(Step<T> step) {
        try {
            return step.take().recover(TopologyChanges::refused);
        } catch (AmqpException e) {
            return refused(e);
        }
    }

    // ---- queues

    /** A queue lives on the loop its name says: who declares it here has no connection it could be near to. */
    Future<QueueRef> declareQueue(Caller caller, VirtualHost host, QueueDefinition wanted) {
        return trying(() -> {
            boolean isNew = host.queue(wanted.name()) == null;
            if (isNew) {
                TopologyRules.checkReserved("queue", wanted.name());
            }
            Loop home = loops.get(Math.floorMod(wanted.name().hashCode(), loops.size()));
            return permits.queue(caller, Permission.CONFIGURE, host.name(), wanted.name())
                    .compose(may -> isNew ? deadLetters(caller, host, wanted) : Future.succeededFuture(true))
                    .compose(may -> owners.put(reply -> definitions.declareQueue(host, wanted, home, reply)));
        });
    }

    private Future<Boolean> deadLetters(Caller caller, VirtualHost host, QueueDefinition wanted) {
        String exchange = TopologyRules.exchangeNamed(
                wanted.arguments(), TopologyRules.DEAD_LETTER_EXCHANGE, "queue '" + wanted.name() + "' in " + host);
        return exchange == null
                ? Future.succeededFuture(true)
                : permits.queue(caller, Permission.READ, host.name(), wanted.name())
                        .compose(may -> permits.exchange(caller, Permission.WRITE, host.name(), exchange));
    }

    Future<Long> deleteQueue(Caller caller, QueueRef queue, boolean ifUnused, boolean ifEmpty) {
        return trying(() -> permits.queue(caller, Permission.CONFIGURE, host(queue), queue.name())
                .compose(may -> {
                    checkNotExclusive(queue);
                    queue.type().checkDelete(queue.inText(), ifUnused, ifEmpty);
                    return owners.put(
                            reply -> definitions.deleteQueue(queue, ifUnused, ifEmpty, definitions.loop(), reply));
                }));
    }

    Future<Long> purge(Caller caller, QueueRef queue) {
        return trying(() -> permits.queue(caller, Permission.READ, host(queue), queue.name())
                .compose(may -> {
                    checkNotExclusive(queue);
                    return owners.put(reply -> queue.purge(queue.loop(), reply));
                }));
    }

    private static String host(QueueRef queue) {
        return queue.definition().virtualHost();
    }

    /** An exclusive queue is some connection's, and nobody here has one. */
    static void checkNotExclusive(QueueRef queue) {
        if (queue.definition().exclusive()) {
            throw Equivalence.locked(queue);
        }
    }

    // ---- exchanges

    Future<Exchange> declareExchange(Caller caller, VirtualHost host, ExchangeDefinition wanted) {
        return trying(() -> {
            if (!definitions.knowsExchangeType(wanted.type())) {
                throw AmqpException.preconditionFailed("unknown exchange type '" + wanted.type() + "'");
            }
            TopologyRules.checkNotDefault(wanted.name());
            boolean isNew = host.exchange(wanted.name()) == null;
            return permits.exchange(caller, Permission.CONFIGURE, host.name(), wanted.name())
                    .compose(may -> isNew ? newExchange(caller, host, wanted) : Future.succeededFuture(true))
                    .compose(may ->
                            owners.put(reply -> definitions.declareExchange(host, wanted, definitions.loop(), reply)));
        });
    }

    private Future<Boolean> newExchange(Caller caller, VirtualHost host, ExchangeDefinition wanted) {
        TopologyRules.checkReserved("exchange", wanted.name());
        String alternate = TopologyRules.exchangeNamed(
                wanted.arguments(), Exchange.ALTERNATE, "exchange '" + wanted.name() + "' in " + host);
        return alternate == null
                ? Future.succeededFuture(true)
                : permits.exchange(caller, Permission.READ, host.name(), wanted.name())
                        .compose(may -> permits.exchange(caller, Permission.WRITE, host.name(), alternate));
    }

    Future<Boolean> deleteExchange(Caller caller, VirtualHost host, String name, boolean ifUnused) {
        return trying(() -> {
            TopologyRules.checkDeletable(name, host);
            return permits.exchange(caller, Permission.CONFIGURE, host.name(), name)
                    .compose(may -> owners.put(
                            reply -> definitions.deleteExchange(host, name, ifUnused, definitions.loop(), reply)));
        });
    }

    // ---- bindings

    Future<Boolean> bind(Caller caller, VirtualHost host, BindingDefinition wanted) {
        return change(caller, host, wanted, true);
    }

    Future<Boolean> unbind(Caller caller, VirtualHost host, BindingDefinition gone) {
        return change(caller, host, gone, false);
    }

    private Future<Boolean> change(Caller caller, VirtualHost host, BindingDefinition binding, boolean bind) {
        return trying(() -> {
            String destination = binding.destination();
            if (!binding.toExchange()) {
                TopologyRules.checkBindable(destination);
            }
            Future<Boolean> toDestination = binding.toExchange()
                    ? permits.exchange(caller, Permission.WRITE, host.name(), destination)
                    : permits.queue(caller, Permission.WRITE, host.name(), destination);
            return toDestination.compose(may -> toSource(caller, host, binding)).compose(may -> {
                QueueRef queue = binding.toExchange() ? null : host.queue(destination);
                if (queue != null) {
                    checkNotExclusive(queue);
                }
                return owners.<Boolean>put(reply -> {
                    if (bind) {
                        definitions.bind(host, binding, definitions.loop(), reply);
                    } else {
                        definitions.unbind(host, binding, definitions.loop(), reply);
                    }
                });
            });
        });
    }

    private Future<Boolean> toSource(Caller caller, VirtualHost host, BindingDefinition binding) {
        if (binding.toExchange()) {
            TopologyRules.checkNotDefault(binding.destination());
        }
        TopologyRules.checkNotDefault(binding.source());
        Exchange source = host.exchange(binding.source());
        return permits.exchange(caller, Permission.READ, host.name(), binding.source())
                .compose(may -> source == null
                        ? Future.succeededFuture(true)
                        : permits.topic(caller, Permission.READ, host.name(), source, binding.key()));
    }
}
