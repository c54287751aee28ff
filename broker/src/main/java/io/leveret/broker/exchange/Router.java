// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the queues a message goes to, along bindings, exchanges bound to exchanges and alternates. One a virtual host;
 * holds nothing that changes, so every loop asks it at the same time.
 */
public final class Router {
    private final Function<String, @Nullable Destination> queues;
    private final Function<String, @Nullable Exchange> exchanges;

    /** The look-ups by name are asked from every loop. */
    public Router(Function<String, @Nullable Destination> queues, Function<String, @Nullable Exchange> exchanges) {
        this.queues = queues;
        this.exchanges = exchanges;
    }

    public Route route(Exchange first, String key, Routable message) {
        if (first.isDefault()) {
            Destination queue = queues.apply(key);
            return queue == null ? Route.NOWHERE : Route.to(queue);
        }
        return follow(first, new Publication(List.of(key), message));
    }

    /**
     * @param keys the routing key and those of CC and BCC; not empty
     */
    public Route route(Exchange first, List<String> keys, Routable message) {
        return first.isDefault() ? byName(keys) : follow(first, new Publication(keys, message));
    }

    private Route byName(List<String> names) {
        Distinct found = new Distinct();
        for (String name : names) {
            Destination queue = queues.apply(name);
            if (queue != null) {
                found.add(queue);
            }
        }
        return Route.of(found.toArray(), found.size(), true);
    }

    private Route follow(Exchange first, Publication publication) {
        Matches matches = new Matches(first);
        boolean byKeysOnly = true;
        for (Exchange exchange = matches.next(); exchange != null; exchange = matches.next()) {
            exchange.route(publication, matches);
            byKeysOnly &= exchange.byKeysOnly();
            if (!matches.found()) {
                Exchange alternate = alternateOf(exchange);
                if (alternate != null) {
                    matches.visit(alternate);
                }
            }
        }
        return matches.route(byKeysOnly);
    }

    private @Nullable Exchange alternateOf(Exchange exchange) {
        String name = exchange.alternate();
        // The default exchange routes by name only when published to: in RabbitMQ it leads nowhere as an alternate.
        return name == null || name.isEmpty() ? null : exchanges.apply(name);
    }
}
