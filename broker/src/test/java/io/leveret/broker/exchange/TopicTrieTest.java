// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TopicTrieTest {
    private final RoutingTown town = new RoutingTown();
    private final Exchange exchange = town.exchange("t", "topic");
    private final TopicTrie trie = new TopicTrie();

    private Binding add(String pattern) {
        Binding binding = new Binding(exchange, town.queue(pattern), pattern, Table.EMPTY);
        trie.add(binding);
        return binding;
    }

    private List<String> match(String key) {
        Matches matches = new Matches(exchange);
        trie.match(key, matches);
        return RoutingTown.names(matches.route(true));
    }

    @Test
    void unbindingTakesOutWhatNothingHangsOn() {
        Binding inner = add("a.b");
        Binding outer = add("a.b.*.#");
        Binding other = add("a.c");
        assertThat(trie.size()).isEqualTo(5);

        trie.remove(inner);
        assertThat(trie.size()).isEqualTo(5);
        trie.remove(outer);
        assertThat(trie.size()).isEqualTo(2);
        assertThat(match("a.c")).containsExactly("a.c");
        assertThat(match("a.b")).isEmpty();
        trie.remove(other);
        assertThat(trie.size()).isZero();
    }

    @Test
    void churnLeavesNothingBehind() {
        Binding stays = add("stays.#");
        for (int i = 0; i < 50_000; i++) {
            trie.remove(add("reply." + i + ".*"));
        }
        assertThat(trie.size()).isEqualTo(2);
        assertThat(trie.slots()).isLessThanOrEqualTo(64);
        assertThat(match("stays")).containsExactly("stays.#");
        trie.remove(stays);
    }

    @Test
    void manyWordsInOnePlace() {
        List<Binding> bindings = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            bindings.add(add("device." + i));
        }
        for (int i = 0; i < 50_000; i += 500) {
            assertThat(match("device." + i)).containsExactly("device." + i);
        }
        bindings.forEach(trie::remove);
        assertThat(trie.size()).isZero();
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD, unit = TimeUnit.SECONDS)
    void manyWildcardsInARowDoNotExplode() {
        String wildcards = String.join(".", Collections.nCopies(64, "#"));
        String anyThenWord = String.join(".", Collections.nCopies(40, "#.a"));
        String mixed = String.join(".", Collections.nCopies(40, "#.*"));
        add(wildcards);
        add(anyThenWord);
        add(mixed);
        add(anyThenWord + ".b");

        assertThat(match(String.join(".", Collections.nCopies(128, "a"))))
                .containsExactlyInAnyOrder(wildcards, anyThenWord, mixed);
        assertThat(match(".".repeat(255))).containsExactlyInAnyOrder(wildcards, mixed);
        assertThat(match(String.join(".", Collections.nCopies(128, "#")))).containsExactlyInAnyOrder(wildcards, mixed);
    }
}
