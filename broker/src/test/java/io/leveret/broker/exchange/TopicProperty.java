// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The trie finds what a naïve matcher finds, whatever is bound and unbound. Replay: {@code -Dleveret.seed=N}. */
class TopicProperty {
    private static final String[] WORDS = {"a", "b", "c", "", "é", "aa", "*", "#", "*", "#"};

    private final long seed = Long.getLong("leveret.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final RoutingTown town = new RoutingTown();
    private final Exchange exchange = town.exchange("t", "topic");

    @Test
    void trieFindsWhatTheNaiveMatcherFinds() {
        for (int round = 0; round < 25; round++) {
            TopicTrie trie = new TopicTrie();
            List<Binding> bound = new ArrayList<>();
            int crowd = 1 + random.nextInt(120);
            for (int step = 0; step < 400; step++) {
                if (bound.isEmpty() || random.nextInt(crowd) > bound.size() / 2) {
                    bind(trie, bound);
                } else {
                    trie.remove(bound.remove(random.nextInt(bound.size())));
                }
                String key = words(WORDS.length - random.nextInt(5));
                assertThat(found(trie, key))
                        .as("key '%s', patterns %s, seed %d", key, bound, seed)
                        .isEqualTo(expected(bound, key));
            }
            bound.forEach(trie::remove);
            assertThat(trie.size()).as("seed %d", seed).isZero();
        }
    }

    private void bind(TopicTrie trie, List<Binding> bound) {
        String pattern = words(WORDS.length);
        Binding binding = new Binding(exchange, town.queue(pattern), pattern, Table.of("n", random.nextInt(2)));
        if (!bound.contains(binding)) {
            bound.add(binding);
            trie.add(binding);
        }
    }

    private String words(int choice) {
        int count = random.nextInt(7);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(WORDS[random.nextInt(choice)]);
        }
        return String.join(".", words);
    }

    private Set<String> found(TopicTrie trie, String key) {
        Matches matches = new Matches(exchange);
        trie.match(key, matches);
        return new TreeSet<>(RoutingTown.names(matches.route(true)));
    }

    private static Set<String> expected(List<Binding> bound, String key) {
        Set<String> names = new TreeSet<>();
        for (Binding binding : bound) {
            if (matches(naiveWords(binding.key()), naiveWords(key))) {
                names.add(binding.destination().name());
            }
        }
        return names;
    }

    private static List<String> naiveWords(String key) {
        return key.isEmpty() ? List.of() : List.of(key.split("\\.", -1));
    }

    private static boolean matches(List<String> pattern, List<String> key) {
        if (pattern.isEmpty()) {
            return key.isEmpty();
        }
        List<String> rest = pattern.subList(1, pattern.size());
        if (pattern.get(0).equals("#")) {
            for (int taken = 0; taken <= key.size(); taken++) {
                if (matches(rest, key.subList(taken, key.size()))) {
                    return true;
                }
            }
            return false;
        }
        return !key.isEmpty()
                && (pattern.get(0).equals("*") || pattern.get(0).equals(key.get(0)))
                && matches(rest, key.subList(1, key.size()));
    }
}
