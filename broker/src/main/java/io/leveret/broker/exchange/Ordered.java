// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import java.util.AbstractCollection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Distinct elements in the order they were added, for one writer and any number of readers. To readers it is a value
 * that never grows; what was removed later may or may not be seen. The writer replaces it by what {@link #with} and
 * {@link #without} return, which share its slots, so that each change costs O(1) on average: only the newest value may
 * be changed, and the older ones are for readers that still hold them.
 */
final class Ordered<E> extends AbstractCollection<E> {
    /** Fewer elements are faster found by looking at each. */
    private static final int INDEXED_FROM = 16;

    // A slot is written once before the value that shows it is published, and set to null on removal: never reused.
    private final @Nullable Object[] slots;
    private final int end;
    private final int live;

    /** Slots of the elements, the writer's alone; null while there are few. */
    private final @Nullable Map<E, Integer> index;

    private Ordered(@Nullable Object[] slots, int end, int live, @Nullable Map<E, Integer> index) {
        this.slots = slots;
        this.end = end;
        this.live = live;
        this.index = index;
    }

    static <E> Ordered<E> empty() {
        return new Ordered<>(new Object[0], 0, 0, null);
    }

    /** Only by the writer. The element must not be there yet. */
    Ordered<E> with(E element) {
        if (end == slots.length) {
            return resized(live == 0 ? 1 : live * 2).with(element);
        }
        slots[end] = element;
        if (index != null) {
            index.put(element, end);
        }
        return new Ordered<>(slots, end + 1, live + 1, index);
    }

    /** Only by the writer. Returns itself if the element is not there. */
    Ordered<E> without(Object element) {
        int slot = slotOf(element);
        if (slot < 0) {
            return this;
        }
        slots[slot] = null;
        if (index != null) {
            index.remove(element);
        }
        Ordered<E> rest = new Ordered<>(slots, end, live - 1, index);
        return rest.live * 4 < end ? rest.resized(rest.live * 2) : rest;
    }

    private Ordered<E> resized(int capacity) {
        @Nullable Object[] copy = new Object[capacity];
        Map<E, Integer> places = capacity > INDEXED_FROM ? new HashMap<>(live * 2) : null;
        int next = 0;
        for (int i = 0; i < end; i++) {
            E element = at(i);
            if (element != null) {
                if (places != null) {
                    places.put(element, next);
                }
                copy[next++] = element;
            }
        }
        return new Ordered<>(copy, next, next, places);
    }

    private int slotOf(Object element) {
        if (index != null) {
            return index.getOrDefault(element, -1);
        }
        for (int i = 0; i < end; i++) {
            if (element.equals(slots[i])) {
                return i;
            }
        }
        return -1;
    }

    /** The index of the last slot and one. */
    int end() {
        return end;
    }

    /** The element in this slot, or null where one was removed. */
    @SuppressWarnings("unchecked")
    @Nullable
    E at(int slot) {
        return (E) slots[slot];
    }

    /** Only by the writer. */
    @Override
    public boolean contains(@Nullable Object element) {
        return element != null && slotOf(element) >= 0;
    }

    @Override
    public int size() {
        return live;
    }

    @Override
    public Iterator<E> iterator() {
        return new Iterator<>() {
            private int slot;
            private @Nullable E next = advance();

            private @Nullable E advance() {
                E found = null;
                while (found == null && slot < end) {
                    found = at(slot++);
                }
                return found;
            }

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public E next() {
                E current = next;
                if (current == null) {
                    throw new NoSuchElementException();
                }
                next = advance();
                return current;
            }
        };
    }
}
