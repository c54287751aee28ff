// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import io.leveret.table.Table;
import java.util.function.Function;

/** A type of exchange, by the name clients declare it with. */
public final class ExchangeType {
    private final String name;
    private final String description;
    private final Function<Table, Routing> routing;

    /**
     * @param routing from the arguments of a declaration to what finds destinations; throws
     *     {@link InvalidDefinitionException} if the type does not take them
     */
    ExchangeType(String name, String description, Function<Table, Routing> routing) {
        this.name = name;
        this.description = description;
        this.routing = routing;
    }

    public String name() {
        return name;
    }

    /** One line for the operators' lists. */
    public String description() {
        return description;
    }

    Routing routing(Table arguments) {
        return routing.apply(arguments);
    }
}
