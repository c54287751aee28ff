// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import io.leveret.table.Table;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
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
        keeping("x-recent-history", "Recent History Exchange.", RecentHistoryRouting::new);
        keeping("x-delayed-message", "Delayed Message Exchange.", this::delayed);
    }

    private Routing delayed(Table arguments, @Nullable Keeper keeper) {
        String inner = arguments.string("x-delayed-type");
        if (inner == null) {
            throw new InvalidDefinitionException(
                    "Invalid argument, 'x-delayed-type' must be an existing exchange type");
        }
        ExchangeType type = existing(inner);
        if (type.keeps()) {
            throw new InvalidDefinitionException(
                    "Invalid argument, '" + inner + "' can't be used for 'x-delayed-type'");
        }
        return new DelayedRouting(type.routing(arguments, null), keeper);
    }

    private void add(String name, Function<Table, Routing> routing) {
        add(name, "AMQP " + name + " exchange, as per the AMQP specification", routing);
    }

    private void add(String name, String description, Function<Table, Routing> routing) {
        types.put(name, new ExchangeType(name, description, false, (arguments, keeper) -> routing.apply(arguments)));
    }

    private void keeping(String name, String description, BiFunction<Table, @Nullable Keeper, Routing> routing) {
        types.put(name, new ExchangeType(name, description, true, routing));
    }

    /** The type of this name, or null. */
    public @Nullable ExchangeType find(String name) {
        return types.get(name);
    }

    public Collection<ExchangeType> all() {
        return Collections.unmodifiableCollection(types.values());
    }

    /** Whether exchanges of this type keep messages and need a {@link Keeper}. */
    public boolean keeps(String type) {
        ExchangeType known = types.get(type);
        return known != null && known.keeps();
    }

    /** As the other, where nothing is kept. */
    public Exchange create(
            String name, String type, boolean durable, boolean autoDelete, boolean internal, Table arguments) {
        return create(name, type, durable, autoDelete, internal, arguments, null);
    }

    /**
     * A new exchange without bindings.
     *
     * @param keeper of a type that keeps messages; null where nobody will publish
     * @throws InvalidDefinitionException if there is no such type, or it does not take these arguments
     */
    public Exchange create(
            String name,
            String type,
            boolean durable,
            boolean autoDelete,
            boolean internal,
            Table arguments,
            @Nullable Keeper keeper) {
        return new Exchange(name, existing(type), durable, autoDelete, internal, arguments, keeper);
    }

    private ExchangeType existing(String type) {
        ExchangeType known = types.get(type);
        if (known == null) {
            throw new InvalidDefinitionException("unknown exchange type '" + type + "'");
        }
        return known;
    }
}
