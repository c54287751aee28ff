// SPDX-License-Identifier: Apache-2.0
package io.leveret.table;

/** Field value of tag {@code i}: 0..4294967295. */
public record UnsignedInt(long value) {
    public static final long MAX = 0xFFFF_FFFFL;

    public UnsignedInt {
        if (value < 0 || value > MAX) {
            throw new IllegalArgumentException("unsigned int " + value + " is not in 0.." + MAX);
        }
    }
}
