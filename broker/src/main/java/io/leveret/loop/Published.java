// SPDX-License-Identifier: Apache-2.0
package io.leveret.loop;

/**
 * A value that one owner replaces and everybody reads: the one place with a {@code volatile}. What is published must be
 * immutable, or a table built for concurrent readers.
 */
public final class Published<T> {
    private volatile T value;

    public Published(T initial) {
        this.value = initial;
    }

    public T get() {
        return value;
    }

    /** Only by the owner. */
    public void set(T next) {
        value = next;
    }
}
