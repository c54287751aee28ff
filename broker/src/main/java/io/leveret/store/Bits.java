// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

/** Sets of small numbers as words of 64 bits; bits beyond the array are not set. */
final class Bits {
    private Bits() {}

    static long[] of(int bits) {
        return new long[(bits + 63) >> 6];
    }

    static boolean has(long[] words, int bit) {
        int word = bit >> 6;
        return word < words.length && (words[word] & (1L << bit)) != 0;
    }

    /** Sets one bit; false when it was set before. */
    static boolean set(long[] words, int bit) {
        long mask = 1L << bit;
        boolean fresh = (words[bit >> 6] & mask) == 0;
        words[bit >> 6] |= mask;
        return fresh;
    }

    /** Sets the bits from (included) to end (not included); returns how many were not set before. */
    static int set(long[] words, int from, int end) {
        int fresh = 0;
        for (int word = from >> 6; word <= (end - 1) >> 6 && from < end; word++) {
            long mask = -1L;
            if (word == from >> 6) {
                mask &= -1L << from;
            }
            if (word == (end - 1) >> 6) {
                mask &= -1L >>> -end;
            }
            fresh += Long.bitCount(mask & ~words[word]);
            words[word] |= mask;
        }
        return fresh;
    }

    /** The first bit from here on that is not set. */
    static int nextClear(long[] words, int from) {
        int word = from >> 6;
        if (word >= words.length) {
            return from;
        }
        long clear = ~words[word] & (-1L << from);
        while (clear == 0) {
            if (++word == words.length) {
                return word << 6;
            }
            clear = ~words[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(clear);
    }
}
