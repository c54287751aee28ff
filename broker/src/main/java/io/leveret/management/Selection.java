// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A part of what a list would be if it were sorted, without sorting the rest: a page of a long list costs a few looks at
 * each of its things.
 */
final class Selection<T> {
    /** So few are sorted at once. */
    private static final int FEW = 32;

    private final T[] things;
    private final Comparator<? super T> order;
    private final SplittableRandom chance = new SplittableRandom();

    private Selection(T[] things, Comparator<? super T> order) {
        this.things = things;
        this.order = order;
    }

    /**
     * The things that have the places {@code from} to {@code to - 1}, in order.
     *
     * @param things are moved about
     */
    static <T> List<T> of(T[] things, int from, int to, Comparator<? super T> order) {
        Selection<T> selection = new Selection<>(things, order);
        selection.place(from, 0, things.length);
        selection.place(to, from, things.length);
        Arrays.sort(things, from, to, order);
        return List.of(Arrays.copyOfRange(things, from, to));
    }

    /** Moves the smaller ones before that place and the others behind it, within a range that is too small or too large. */
    private void place(int place, int start, int end) {
        int low = start;
        int high = end;
        while (high - low > FEW && place > low && place < high) {
            T middle = median(any(low, high), any(low, high), any(low, high));
            int i = low;
            int j = high - 1;
            while (i <= j) {
                while (order.compare(things[i], middle) < 0) {
                    i++;
                }
                while (order.compare(things[j], middle) > 0) {
                    j--;
                }
                if (i <= j) {
                    T one = things[i];
                    things[i++] = things[j];
                    things[j--] = one;
                }
            }
            // low..j are at most the middle one, i..high-1 at least; what lies between is equal to it
            if (place <= j + 1) {
                high = j + 1;
            } else if (place >= i) {
                low = i;
            } else {
                return;
            }
        }
        if (place > low && place < high) {
            Arrays.sort(things, low, high, order);
        }
    }

    /** By chance, so that nobody can arrange a list that takes long. */
    private T any(int low, int high) {
        return things[low + chance.nextInt(high - low)];
    }

    private T median(T a, T b, T c) {
        if (order.compare(a, b) > 0) {
            return median(b, a, c);
        }
        return order.compare(b, c) <= 0 ? b : order.compare(a, c) > 0 ? a : c;
    }
}
