// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import io.leveret.loop.Published;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * {@code x-modulus-hash}: to one of the bindings, chosen by the routing key's hash modulo their number. The same key
 * leads to the same queue for as long as the bindings stay, also after a restart: they are counted in the order of their
 * destinations' names, not of their making.
 */
final class ModulusHashRouting implements Routing {
    private static final Comparator<Binding> ORDER =
            Comparator.comparing((Binding b) -> b.destination().name()).thenComparing(Binding::key);

    private final Published<List<Binding>> ordered = new Published<>(List.of());

    @Override
    public void add(Binding binding) {
        List<Binding> next = new ArrayList<>(ordered.get());
        next.add(binding);
        next.sort(ORDER);
        ordered.set(next);
    }

    @Override
    public void remove(Binding binding) {
        List<Binding> next = new ArrayList<>(ordered.get());
        next.remove(binding);
        ordered.set(next);
    }

    @Override
    public void route(Publication publication, Ordered<Binding> all, Matches into) {
        List<Binding> bindings = ordered.get();
        if (!bindings.isEmpty()) {
            int hash = spread(publication.keys().get(0).hashCode());
            into.add(bindings.get(Math.floorMod(hash, bindings.size())).destination());
        }
    }

    /** Similar keys have similar hash codes; their low bits must not be. */
    private static int spread(int hash) {
        int h = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
        h = (h ^ (h >>> 13)) * 0xC2B2AE35;
        return h ^ (h >>> 16);
    }
}
