// SPDX-License-Identifier: Apache-2.0
package io.leveret.table;

/** Field value of tag {@code u}: 0..65535. */
public record UnsignedShort(int value) {
    public UnsignedShort {
        if (value < 0 || value > 65_535) {
            throw new IllegalArgumentException("unsigned short " + value + " is not in 0..65535");
        }
    }
}
