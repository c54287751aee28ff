// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One key matched against the patterns of a trie. Where a pattern holds several {@code #}, the same node can be reached
 * with the same words left in many ways; from the second {@code #} on each such state is visited once, so the work is
 * bounded by nodes times words. Lives on one loop, during one routing.
 */
final class TopicMatch {
    private static final int WORDS_EXPECTED = 8;

    private final AtomicReferenceArray<@Nullable TopicNode> slots;
    private final String key;
    private final Matches into;
    private int words;
    private int[] ends = new int[WORDS_EXPECTED];
    private int[] hashes = new int[WORDS_EXPECTED];
    private @Nullable Set<State> visited;

    private record State(long node, int word) {}

    TopicMatch(AtomicReferenceArray<@Nullable TopicNode> slots, String key, Matches into) {
        this.slots = slots;
        this.key = key;
        this.into = into;
        if (!key.isEmpty()) {
            split();
        }
    }

    private void split() {
        int hash = 0;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c == '.') {
                addWord(i, hash);
                hash = 0;
            } else {
                hash = TopicNodes.wordHash(hash, c);
            }
        }
        addWord(key.length(), hash);
    }

    private void addWord(int end, int hash) {
        if (words == ends.length) {
            ends = Arrays.copyOf(ends, words * 2);
            hashes = Arrays.copyOf(hashes, words * 2);
        }
        ends[words] = end;
        hashes[words++] = hash;
    }

    void from(TopicNode root) {
        match(root, 0, 0);
    }

    /**
     * False if this state has been visited before.
     *
     * @param word the first one left
     * @param anyWords how many {@code #} led here
     */
    private boolean match(TopicNode node, int word, int anyWords) {
        if (anyWords > 1 && !visit(node, word)) {
            return false;
        }
        if (word == words) {
            into.addAll(node.bindings());
        } else {
            if (node.words() > 0) {
                matchNext(literal(node, word), word, anyWords);
            }
            if (node.oneWord()) {
                matchNext(TopicNodes.find(slots, node.id(), TopicNode.ONE_WORD), word, anyWords);
            }
        }
        if (node.anyWords()) {
            matchAny(TopicNodes.find(slots, node.id(), TopicNode.ANY_WORDS), word, anyWords + 1);
        }
        return true;
    }

    private @Nullable TopicNode literal(TopicNode node, int word) {
        int start = word == 0 ? 0 : ends[word - 1] + 1;
        return TopicNodes.find(slots, node.id(), hashes[word], key, start, ends[word]);
    }

    private void matchNext(@Nullable TopicNode node, int word, int anyWords) {
        if (node != null) {
            match(node, word + 1, anyWords);
        }
    }

    /** The node of a {@code #}, which takes none of the words left, or one, or more, or all. */
    private void matchAny(@Nullable TopicNode node, int word, int anyWords) {
        if (node == null) {
            return;
        }
        // Nothing follows in most patterns: then how many words it takes makes no difference. Where
        // this state was visited before, so were those with fewer words left.
        int next = node.isLeaf() ? words : word;
        while (next <= words && match(node, next, anyWords)) {
            next++;
        }
    }

    private boolean visit(TopicNode node, int word) {
        if (visited == null) {
            visited = new HashSet<>();
        }
        return visited.add(new State(node.id(), word));
    }
}
