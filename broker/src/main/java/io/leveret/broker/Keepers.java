// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.exchange.Destination;
import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.exchange.Keeper;
import io.leveret.broker.keeping.Keep;
import io.leveret.broker.keeping.KeeperRef;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;
import io.leveret.broker.queue.LoopStore;
import io.leveret.loop.Loop;
import io.leveret.store.RecoveredQueue;
import java.util.List;

/** Makes and ends what exchanges of some types need to keep messages. On the definitions' writer's loop. */
final class Keepers {
    private Keepers() {}

    static KeeperRef make(VirtualHost host, ExchangeDefinition x, long id, LoopStore store, List<RecoveredQueue> kept) {
        return KeeperRef.of(
                x.type(),
                new Keep(id, host.name(), x.name(), x.durable(), x.arguments(), store, host::routeFrom, kept));
    }

    /** To the store; 0 where the exchange keeps nothing. */
    static long id(Exchange exchange) {
        return exchange.keeper() instanceof KeeperRef keeper ? keeper.id() : 0;
    }

    static void start(Exchange exchange) {
        Keeper keeper = exchange.keeper();
        if (keeper != null) {
            keeper.start();
        }
    }

    static void end(Exchange exchange) {
        Keeper keeper = exchange.keeper();
        if (keeper != null) {
            keeper.end();
        }
    }

    /** Answers about a new binding when its destination has what the exchange has kept for it. */
    static Reply<Boolean> whenBound(VirtualHost host, BindingDefinition binding, Loop caller, Reply<Boolean> reply) {
        return new Reply<>() {
            @Override
            public void ok(Boolean added) {
                Exchange source = host.exchange(binding.source());
                Destination to = Definitions.destination(host, binding);
                Keeper keeper = source == null ? null : source.keeper();
                if (added && keeper != null && to != null) {
                    keeper.bound(to, () -> caller.run(() -> reply.ok(true)));
                } else {
                    reply.ok(added);
                }
            }

            @Override
            public void failed(AmqpException error) {
                reply.failed(error);
            }
        };
    }
}
