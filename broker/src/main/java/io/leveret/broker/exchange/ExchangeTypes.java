// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import io.leveret.table.Table;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The types of exchange a node knows. Immutable, one a node. */
public final class ExchangeTypes {
    private final Map<String, ExchangeType> types = new LinkedHashMap<>();

    public ExchangeTypes() {
        add("direct", arguments -> new DirectRouting());
        add("fanout", arguments -> (publication, bindings, into) -> into.addAll(bindings));
        add("topic", arguments -> new TopicRouting());
        add("headers", arguments -> new HeadersRouting());
        add("x-modulus-hash", "Modulus Hashing Exchange", arguments -> new ModulusHashRouting());
        add("x-consistent-hash", "Consistent Hashing Exchange", ConsistentHashRouting::new);
        add("x-random", "Randomly picks a binding (queue) to route via (to).", arguments -> new RandomRouting(false));
        add(
                "x-local-random",
                "Picks one random local binding (queue) to route via (to).",
                arguments -> new RandomRouting(true));
    }

    private void add(String name, Function<Table, Routing> routing) {
        add(name, "AMQP " + name + " exchange, as per the AMQP specification", routing);
    }

    private void add(String name, String description, Function<Table, Routing> routing) {
        types.put(name, new ExchangeType(name, description, routing));
    }

    /** The type of this name, or null. */
    public @Nullable ExchangeType find(String name) {
        return types.get(name);
    }

    public Collection<ExchangeType> all() {
        return Collections.unmodifiableCollection(types.values());
    }

    /**
     * A new exchange without bindings.
     *
     * @throws InvalidDefinitionException if there is no such type, or it does not take these arguments
     */
    public Exchange create(
            String name, String type, boolean durable, boolean autoDelete, boolean internal, Table arguments) {
        ExchangeType known = types.get(type);
        if (known == null) {
            throw new InvalidDefinitionException("unknown exchange type '" + type + "'");
        }
        return new Exchange(name, known, durable, autoDelete, internal, arguments);
    }
}
