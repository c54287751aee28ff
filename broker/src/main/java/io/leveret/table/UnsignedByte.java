// SPDX-License-Identifier: Apache-2.0
package io.leveret.table;

/** Field value of tag {@code B}: 0..255. */
public record UnsignedByte(int value) {
    public UnsignedByte {
        if (value < 0 || value > 255) {
            throw new IllegalArgumentException("unsigned byte " + value + " is not in 0..255");
        }
    }
}
