// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Bindings by something they have in common; one writer, any number of readers without a lock. */
final class BindingIndex<K> {
    private final Map<K, Ordered<Binding>> bindings = new ConcurrentHashMap<>();

    /** Only by the writer; the binding is new. */
    void add(K key, Binding binding) {
        Ordered<Binding> present = bindings.get(key);
        bindings.put(key, (present == null ? Ordered.<Binding>empty() : present).with(binding));
    }

    /** Only by the writer. */
    void remove(K key, Binding binding) {
        Ordered<Binding> present = bindings.get(key);
        if (present != null) {
            Ordered<Binding> rest = present.without(binding);
            if (rest.isEmpty()) {
                bindings.remove(key);
            } else {
                bindings.put(key, rest);
            }
        }
    }

    /** From any thread; oldest first, or null if there are none. */
    @Nullable
    Ordered<Binding> get(K key) {
        return bindings.get(key);
    }

    /** Only by the writer: forgets the key and returns what it had, or null. */
    @Nullable
    Ordered<Binding> removeAll(K key) {
        return bindings.remove(key);
    }
}
