// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import java.util.List;

/**
 * {@code topic}: to the bindings whose pattern matches a routing key of the message. Patterns without wildcards, which
 * are most, are found by the whole key; the trie holds the others.
 */
final class TopicRouting implements Routing {
    /** RabbitMQ's limit since 4.3.5: each further one multiplies the ways a key can match. */
    private static final int ANY_WORDS_MAX = 2;

    private final BindingIndex<String> exact = new BindingIndex<>();
    private final TopicTrie trie = new TopicTrie();

    @Override
    public void check(Binding binding) {
        long wildcards =
                TopicTrie.words(binding.key()).stream().filter("#"::equals).count();
        if (wildcards > ANY_WORDS_MAX) {
            throw new InvalidDefinitionException("Topic binding key '" + binding.key() + "' uses " + wildcards
                    + " '#' wildcards, at most " + ANY_WORDS_MAX + " are allowed");
        }
    }

    private static boolean isExact(String pattern) {
        List<String> words = TopicTrie.words(pattern);
        return !words.contains("*") && !words.contains("#");
    }

    @Override
    public void add(Binding binding) {
        if (isExact(binding.key())) {
            exact.add(binding.key(), binding);
        } else {
            trie.add(binding);
        }
    }

    @Override
    public void remove(Binding binding) {
        if (isExact(binding.key())) {
            exact.remove(binding.key(), binding);
        } else {
            trie.remove(binding);
        }
    }

    @Override
    public void route(Publication publication, Ordered<Binding> all, Matches into) {
        for (String key : publication.keys()) {
            Ordered<Binding> bindings = exact.get(key);
            if (bindings != null) {
                into.addAll(bindings);
            }
            if (!trie.isEmpty()) {
                trie.match(key, into);
            }
        }
    }
}
