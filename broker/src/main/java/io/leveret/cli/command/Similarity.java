// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

/** How alike two words are. */
final class Similarity {
    /** From here on a word may have been mistyped for another. */
    static final double NEAR = 0.77;

    private Similarity() {}

    /** Jaro's measure: 0 for nothing in common, 1 for the same. */
    static double jaro(String one, String other) {
        if (one.equals(other)) {
            return 1;
        }
        int window = Math.max(0, Math.max(one.length(), other.length()) / 2 - 1);
        boolean[] taken = new boolean[other.length()];
        StringBuilder matched = new StringBuilder();
        for (int i = 0; i < one.length(); i++) {
            int end = Math.min(other.length(), i + window + 1);
            for (int j = Math.max(0, i - window); j < end; j++) {
                if (!taken[j] && other.charAt(j) == one.charAt(i)) {
                    taken[j] = true;
                    matched.append(one.charAt(i));
                    break;
                }
            }
        }
        if (matched.length() == 0) {
            return 0;
        }
        double matches = matched.length();
        double moved = moved(matched, other, taken) / 2.0;
        return (matches / one.length() + matches / other.length() + (matches - moved) / matches) / 3;
    }

    private static int moved(CharSequence matched, String other, boolean[] taken) {
        int moved = 0;
        int next = 0;
        for (int j = 0; j < taken.length; j++) {
            if (taken[j] && other.charAt(j) != matched.charAt(next++)) {
                moved++;
            }
        }
        return moved;
    }
}
