// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code x-random}: to one of the bindings, whichever. {@code x-local-random} is the same for queues bound without a key:
 * on a node of its own all queues are local.
 */
final class RandomRouting implements Routing {
    /** Odd, so that the mixed sums come back to the first only after all others. */
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private final boolean queuesWithoutKey;

    private final AtomicLong drawn = new AtomicLong();

    RandomRouting(boolean queuesWithoutKey) {
        this.queuesWithoutKey = queuesWithoutKey;
    }

    @Override
    public void check(Binding binding) {
        if (!queuesWithoutKey) {
            return;
        }
        if (!binding.key().isEmpty()) {
            throw new InvalidDefinitionException("Non empty binding '" + binding.key() + "' key not permitted");
        }
        if (binding.destination() instanceof Exchange) {
            throw new InvalidDefinitionException("Destination not found");
        }
    }

    @Override
    public void route(Publication publication, Ordered<Binding> bindings, Matches into) {
        if (bindings.isEmpty()) {
            return;
        }
        List<Binding> present = new ArrayList<>(bindings);
        into.add(present.get(Math.floorMod(Hashing.mix(drawn.addAndGet(STEP)), present.size()))
                .destination());
    }

    @Override
    public boolean byKeysOnly() {
        return false;
    }
}
