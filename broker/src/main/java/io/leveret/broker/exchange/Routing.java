// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

/**
 * How an exchange of some type finds the destinations of a message; one object an exchange. The definitions' writer
 * changes it, every loop asks it at the same time, without a lock.
 */
interface Routing {

    /**
     * Only by the writer, before a binding is added.
     *
     * @throws InvalidDefinitionException if the type does not take such a binding
     */
    default void check(Binding binding) {}

    /** Only by the writer; the binding is new. */
    default void add(Binding binding) {}

    /** Only by the writer; the binding was added before. */
    default void remove(Binding binding) {}

    /**
     * From any loop.
     *
     * @param bindings all bindings of the exchange, oldest first
     */
    void route(Publication publication, Ordered<Binding> bindings, Matches into);

    /** Whether the same keys always give the same destinations while the bindings stay as they are. */
    default boolean byKeysOnly() {
        return true;
    }
}
