// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

/** {@code topic}: to the bindings whose pattern matches a routing key of the message. */
final class TopicRouting implements Routing {
    /** RabbitMQ's limit since 4.3.5: each further one multiplies the ways a key can match. */
    private static final int MULTI_WORD_WILDCARDS_MAX = 2;

    private final TopicTrie trie = new TopicTrie();

    @Override
    public void check(Binding binding) {
        int wildcards = 0;
        for (String word : TopicTrie.words(binding.key())) {
            wildcards += word.equals("#") ? 1 : 0;
        }
        if (wildcards > MULTI_WORD_WILDCARDS_MAX) {
            throw new InvalidDefinitionException("Topic binding key '" + binding.key() + "' uses " + wildcards
                    + " '#' wildcards, at most " + MULTI_WORD_WILDCARDS_MAX + " are allowed");
        }
    }

    @Override
    public void add(Binding binding) {
        trie.add(binding);
    }

    @Override
    public void remove(Binding binding) {
        trie.remove(binding);
    }

    @Override
    public void route(Publication publication, Ordered<Binding> all, Matches into) {
        for (String key : publication.keys()) {
            trie.match(key, into);
        }
    }
}
