// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import io.leveret.loop.Published;
import java.util.ArrayList;
import java.util.List;

/**
 * The patterns of one topic exchange as a trie over their words. One writer, any number of readers without a lock; a
 * binding that stays is found whatever the writer does to others. Nodes that nothing hangs on any more are taken out.
 */
final class TopicTrie {
    private final Published<TopicNode> root = new Published<>(TopicNode.root());
    private final TopicNodes nodes = new TopicNodes();

    /** The writer's own. */
    private long lastId = TopicNode.ROOT_ID;

    /** The words of a key or pattern: none for the empty one, else one more than there are dots. */
    static List<String> words(String key) {
        List<String> words = new ArrayList<>();
        if (!key.isEmpty()) {
            int start = 0;
            for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', start)) {
                words.add(key.substring(start, dot));
                start = dot + 1;
            }
            words.add(key.substring(start));
        }
        return words;
    }

    private static String nodeWord(String patternWord) {
        return switch (patternWord) {
            case "*" -> TopicNode.ONE_WORD;
            case "#" -> TopicNode.ANY_WORDS;
            default -> patternWord;
        };
    }

    /** Only by the writer; the binding is new. */
    void add(Binding binding) {
        TopicNode node = root.get();
        for (String patternWord : words(binding.key())) {
            String word = nodeWord(patternWord);
            TopicNode next = TopicNodes.find(nodes.slots(), node.id(), word);
            if (next == null) {
                next = nodes.add(++lastId, node.id(), word);
                replace(node.followed(word, true));
            }
            node = next;
        }
        replace(node.with(node.bindings().with(binding)));
    }

    /** Only by the writer; the binding was added before. */
    void remove(Binding binding) {
        List<TopicNode> path = new ArrayList<>();
        TopicNode node = root.get();
        for (String patternWord : words(binding.key())) {
            path.add(node);
            node = TopicNodes.find(nodes.slots(), node.id(), nodeWord(patternWord));
            if (node == null) {
                throw new IllegalStateException(binding + " is not in the trie");
            }
        }
        node = node.with(node.bindings().without(binding));
        for (int i = path.size() - 1; i >= 0 && node.isUseless(); i--) {
            nodes.remove(node);
            node = path.get(i).followed(node.word(), false);
        }
        replace(node);
    }

    private void replace(TopicNode node) {
        if (node.id() == TopicNode.ROOT_ID) {
            root.set(node);
        } else {
            nodes.replace(node);
        }
    }

    /** From any loop. */
    boolean isEmpty() {
        return root.get().isUseless();
    }

    /** From any loop. */
    void match(String key, Matches into) {
        new TopicMatch(nodes.slots(), key, into).from(root.get());
    }

    /** Nodes besides the root. */
    int size() {
        return nodes.size();
    }

    int slots() {
        return nodes.slots().length();
    }
}
