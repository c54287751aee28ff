// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The bindings of one virtual host: where they are made and removed, and found by destination. Changed by the
 * definitions' writer alone, and each change shows in {@link Topology}; read from any thread.
 */
public final class Bindings {
    private final Topology topology;
    private final BindingIndex<Destination> byDestination = new BindingIndex<>();

    public Bindings(Topology topology) {
        this.topology = topology;
    }

    /**
     * False if there is such a binding already.
     *
     * @throws InvalidDefinitionException if the source's type does not take such a binding
     */
    public boolean bind(Exchange source, Destination destination, String key, Table arguments) {
        Binding binding = new Binding(source, destination, key, arguments);
        if (!source.add(binding)) {
            return false;
        }
        byDestination.add(destination, binding);
        topology.changed();
        return true;
    }

    /** Removes the binding, if there is one. */
    public Removal unbind(Exchange source, Destination destination, String key, Table arguments) {
        Binding binding = new Binding(source, destination, key, arguments);
        if (!source.remove(binding)) {
            return Removal.NONE;
        }
        byDestination.remove(destination, binding);
        topology.changed();
        return new Removal(List.of(binding));
    }

    /** Removes all bindings to a queue or exchange that is deleted; costs as much as it has bindings. */
    public Removal removeTo(Destination destination) {
        Ordered<Binding> gone = byDestination.removeAll(destination);
        if (gone == null) {
            return Removal.NONE;
        }
        List<Binding> removed = new ArrayList<>(gone);
        removed.forEach(binding -> binding.source().remove(binding));
        topology.changed();
        return new Removal(removed);
    }

    /** Removes all bindings from an exchange that is deleted; costs as much as it has bindings. */
    public Removal removeFrom(Exchange source) {
        List<Binding> removed = new ArrayList<>(source.bindings());
        if (removed.isEmpty()) {
            return Removal.NONE;
        }
        removed.forEach(binding -> {
            source.remove(binding);
            byDestination.remove(binding.destination(), binding);
        });
        topology.changed();
        return new Removal(removed);
    }

    /** The bindings to this queue or exchange, oldest first, as of now; the default exchange's is not among them. */
    public Collection<Binding> to(Destination destination) {
        Ordered<Binding> bindings = byDestination.get(destination);
        return bindings == null ? List.of() : bindings;
    }
}
