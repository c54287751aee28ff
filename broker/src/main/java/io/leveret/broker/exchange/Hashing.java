// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

/** Hashes that stay the same from one start of a node, and from one version, to the next. */
final class Hashing {
    private Hashing() {}

    /** FNV-1a over the text's characters, mixed. */
    static long of(String text) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return mix(hash);
    }

    /** Another number for each number, all bits of which depend on all of the number's (SplitMix64). */
    static long mix(long bits) {
        long z = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
