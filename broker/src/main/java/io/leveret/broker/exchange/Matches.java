// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import org.jspecify.annotations.Nullable;

/**
 * What one routing has found so far: queues for the route, and exchanges still to be asked, each once. Lives on one
 * loop, during one routing.
 */
final class Matches {
    private final Exchange first;
    private final Distinct queues = new Distinct();
    private @Nullable Distinct keepers;
    private @Nullable Distinct exchanges;
    private int asked;
    private boolean found;

    Matches(Exchange first) {
        this.first = first;
    }

    /** The destinations of these bindings, oldest first. */
    void addAll(Ordered<Binding> bindings) {
        for (int i = 0; i < bindings.end(); i++) {
            Binding binding = bindings.at(i);
            if (binding != null) {
                add(binding.destination());
            }
        }
    }

    void add(Destination destination) {
        found = true;
        if (destination instanceof Exchange exchange) {
            visit(exchange);
        } else {
            queues.add(destination);
        }
    }

    /** It is kept, whether it leads anywhere or not. */
    void keep(Keeper keeper) {
        if (keepers == null) {
            keepers = new Distinct();
        }
        keepers.add(keeper);
    }

    /** It is kept and will be routed later: no alternate takes it now. */
    void keepFirst(Keeper keeper) {
        keep(keeper);
        found = true;
    }

    void visit(Exchange exchange) {
        if (exchanges == null) {
            exchanges = new Distinct();
            exchanges.add(first);
        }
        exchanges.add(exchange);
    }

    /** Whether the exchange asked last led anywhere, if only to where others had led before. */
    boolean found() {
        return found;
    }

    /** The next exchange to ask, or null when all were. */
    @Nullable
    Exchange next() {
        found = false;
        int index = asked++;
        if (index == 0) {
            return first;
        }
        return exchanges != null && index < exchanges.size() ? (Exchange) exchanges.get(index) : null;
    }

    Route route(boolean byKeysOnly) {
        int bound = queues.size();
        if (keepers != null) {
            for (int i = 0; i < keepers.size(); i++) {
                queues.add(keepers.get(i));
            }
        }
        return Route.of(queues.toArray(), bound, byKeysOnly);
    }
}
