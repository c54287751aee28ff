// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Bindings that were removed at once, oldest first; empty if there were none. */
public record Removal(List<Binding> bindings) {
    static final Removal NONE = new Removal(List.of());

    public boolean isEmpty() {
        return bindings.isEmpty();
    }

    /**
     * The auto-delete exchanges that lost their last binding with these: the caller deletes them now, which may leave
     * others without one.
     */
    public Set<Exchange> abandoned() {
        Set<Exchange> abandoned = new LinkedHashSet<>();
        for (Binding binding : bindings) {
            if (binding.source().autoDelete() && binding.source().isUnused()) {
                abandoned.add(binding.source());
            }
        }
        return abandoned;
    }
}
