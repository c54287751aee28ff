// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

import io.leveret.broker.exchange.Destination;
import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.exchange.Routable;
import io.leveret.broker.exchange.Route;
import io.leveret.broker.queue.LoopStore;
import io.leveret.store.RecoveredQueue;
import io.leveret.table.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a keeper is given.
 *
 * @param id of the exchange, to the store, see {@link KeeperIds}
 * @param store of the loop the keeper lives on
 * @param routes of the virtual host
 * @param kept what the store has from before
 */
public record Keep(
        long id,
        String virtualHost,
        String exchange,
        boolean durable,
        Table arguments,
        LoopStore store,
        Routes routes,
        List<RecoveredQueue> kept) {

    /** How messages go on from an exchange; from every loop. */
    public interface Routes {
        /** Null where there is no such exchange any more. */
        @Nullable
        Route from(String exchange, List<String> keys, Routable message);
    }

    /** How log lines name it. */
    String inText() {
        return "exchange '" + exchange + "' in vhost '" + virtualHost + "'";
    }

    @Nullable
    Route from(List<String> keys, Routable message) {
        return routes.from(exchange, keys, message);
    }

    /** To a queue, or to where an exchange leads. */
    @Nullable
    Route to(Destination destination, List<String> keys, Routable message) {
        return destination instanceof Exchange next ? routes.from(next.name(), keys, message) : Route.to(destination);
    }

    @Nullable
    RecoveredQueue kept(long part) {
        long wanted = KeeperIds.of(id, part);
        return kept.stream().filter(queue -> queue.id() == wanted).findFirst().orElse(null);
    }
}
