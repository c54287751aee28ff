// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import org.jspecify.annotations.Nullable;

/**
 * {@code x-delayed-message}: a message that says so waits before it is routed, any other goes at once; as the exchange
 * type of the argument {@code x-delayed-type} leads it.
 */
final class DelayedRouting implements Routing {
    private final Routing inner;
    private final @Nullable Keeper keeper;

    DelayedRouting(Routing inner, @Nullable Keeper keeper) {
        this.inner = inner;
        this.keeper = keeper;
    }

    @Override
    public void check(Binding binding) {
        inner.check(binding);
    }

    @Override
    public void add(Binding binding) {
        inner.add(binding);
    }

    @Override
    public void remove(Binding binding) {
        inner.remove(binding);
    }

    @Override
    public void route(Publication publication, Ordered<Binding> bindings, Matches into) {
        if (keeper != null && Delay.millis(publication.message().headers()) > 0) {
            into.keepFirst(keeper);
        } else {
            inner.route(publication, bindings, into);
        }
    }

    @Override
    public boolean byKeysOnly() {
        return false;
    }
}
