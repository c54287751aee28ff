// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Destinations in the order they came, each once. Lives on one loop, during one routing. */
final class Distinct {
    /** Up to here each is compared with each: no table to allocate. */
    private static final int COMPARED_MAX = 16;

    private Destination[] items = new Destination[4];
    private int size;
    private @Nullable Destination[] table = {};

    /** False if it was there already. */
    boolean add(Destination destination) {
        if (size < COMPARED_MAX) {
            for (int i = 0; i < size; i++) {
                if (items[i] == destination) {
                    return false;
                }
            }
        } else if (!enter(destination)) {
            return false;
        }
        if (size == items.length) {
            items = Arrays.copyOf(items, size * 2);
        }
        items[size++] = destination;
        return true;
    }

    private boolean enter(Destination destination) {
        if (size * 2 >= table.length) {
            table = new Destination[Math.max(table.length * 2, COMPARED_MAX * 4)];
            for (int i = 0; i < size; i++) {
                table[slotOf(items[i])] = items[i];
            }
        }
        int slot = slotOf(destination);
        if (table[slot] != null) {
            return false;
        }
        table[slot] = destination;
        return true;
    }

    /** Where it is, or the free slot where it belongs. */
    private int slotOf(Destination destination) {
        int slot = ((System.identityHashCode(destination) * 0x9E3779B1) >>> 8) & (table.length - 1);
        while (table[slot] != null && table[slot] != destination) {
            slot = (slot + 1) & (table.length - 1);
        }
        return slot;
    }

    Destination get(int index) {
        return items[index];
    }

    int size() {
        return size;
    }

    Destination[] toArray() {
        return Arrays.copyOf(items, size);
    }
}
