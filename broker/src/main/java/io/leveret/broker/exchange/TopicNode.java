// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

/**
 * A node of a topic exchange's trie, reached from its parent by one word of a pattern. Immutable: a change replaces it
 * by one with the same id.
 *
 * @param hash of parent and word, see {@link TopicNodes}
 * @param words how many words follow, wildcards not counted
 * @param oneWord whether {@code *} follows
 * @param anyWords whether {@code #} follows
 * @param bindings whose patterns end here
 */
record TopicNode(
        long id,
        long parent,
        String word,
        int hash,
        int words,
        boolean oneWord,
        boolean anyWords,
        Ordered<Binding> bindings) {
    /** Words of the nodes for wildcards: no word of a key holds a dot, so none is mistaken for them. */
    static final String ONE_WORD = ".*";

    static final String ANY_WORDS = ".#";

    static final long ROOT_ID = 0;
    private static final long NO_ID = -1;

    /** Stands in the table where a node was taken out. */
    static final TopicNode REMOVED = leaf(NO_ID, NO_ID, "", 0);

    static TopicNode root() {
        return leaf(ROOT_ID, NO_ID, "", 0);
    }

    static TopicNode leaf(long id, long parent, String word, int hash) {
        return new TopicNode(id, parent, word, hash, 0, false, false, Ordered.empty());
    }

    boolean isRemoved() {
        return id == NO_ID;
    }

    boolean isLeaf() {
        return words == 0 && !oneWord && !anyWords;
    }

    boolean isUseless() {
        return isLeaf() && bindings.isEmpty();
    }

    TopicNode with(Ordered<Binding> now) {
        return new TopicNode(id, parent, word, hash, words, oneWord, anyWords, now);
    }

    /** With or without this word following. */
    TopicNode followed(String by, boolean now) {
        return switch (by) {
            case ONE_WORD -> new TopicNode(id, parent, word, hash, words, now, anyWords, bindings);
            case ANY_WORDS -> new TopicNode(id, parent, word, hash, words, oneWord, now, bindings);
            default -> new TopicNode(id, parent, word, hash, words + (now ? 1 : -1), oneWord, anyWords, bindings);
        };
    }
}
