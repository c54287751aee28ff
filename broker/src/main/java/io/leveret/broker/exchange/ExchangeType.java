// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import io.leveret.table.Table;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A type of exchange, by the name clients declare it with. */
public final class ExchangeType {
    private final String name;
    private final String description;
    private final boolean keeps;
    private final BiFunction<Table, @Nullable Keeper, Routing> routing;

    /**
     * @param keeps whether its exchanges keep messages and need a {@link Keeper}
     * @param routing from the arguments of a declaration to what finds destinations; throws
     *     {@link InvalidDefinitionException} if the type does not take them
     */
    ExchangeType(String name, String description, boolean keeps, BiFunction<Table, @Nullable Keeper, Routing> routing) {
        this.name = name;
        this.description = description;
        this.keeps = keeps;
        this.routing = routing;
    }

    public String name() {
        return name;
    }

    /** One line for the operators' lists. */
    public String description() {
        return description;
    }

    /** Whether its exchanges keep messages and need a {@link Keeper}. */
    boolean keeps() {
        return keeps;
    }

    Routing routing(Table arguments, @Nullable Keeper keeper) {
        return routing.apply(arguments, keeper);
    }
}
