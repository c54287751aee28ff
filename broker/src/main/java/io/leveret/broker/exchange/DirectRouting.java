// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

/** {@code direct}: to the bindings whose key is a routing key of the message. */
final class DirectRouting implements Routing {
    private final BindingIndex<String> byKey = new BindingIndex<>();

    @Override
    public void add(Binding binding) {
        byKey.add(binding.key(), binding);
    }

    @Override
    public void remove(Binding binding) {
        byKey.remove(binding.key(), binding);
    }

    @Override
    public void route(Publication publication, Ordered<Binding> all, Matches into) {
        for (String key : publication.keys()) {
            Ordered<Binding> bindings = byKey.get(key);
            if (bindings != null) {
                into.addAll(bindings);
            }
        }
    }
}
