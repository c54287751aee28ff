// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.table.Table;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicTest {
    private final RoutingTown town = new RoutingTown();
    private final Exchange topic = town.exchange("t", "topic");

    @ParameterizedTest
    @CsvSource({
        "'', '', true",
        "'', a, false",
        "a, '', false",
        "a, a, true",
        "a, ab, false",
        "a.b, a.b, true",
        "a.b, a, false",
        "a, a.b, false",
        "*, a, true",
        "*, '', false",
        "*, a.b, false",
        "*.*, ., true",
        "*.*, a., true",
        "a..b, a..b, true",
        "a.*.b, a..b, true",
        "a.b, a..b, false",
        "., ., true",
        "., '', false",
        "#, '', true",
        "#, a, true",
        "#, a.b.c, true",
        "#, ..., true",
        "a.#, a, true",
        "a.#, a.b.c, true",
        "a.#, b.a, false",
        "#.a, a, true",
        "#.a, b.c.a, true",
        "#.a, a.b, false",
        "a.#.b, a.b, true",
        "a.#.b, a.x.y.b, true",
        "a.#.b, a.b.b, true",
        "a.#.b, a, false",
        "#.b.#, b, true",
        "#.b.#, a.b.c, true",
        "#.b.#, a.c, false",
        "#.#, '', true",
        "#.#, a.b, true",
        "#.*, '', false",
        "#.*, a, true",
        "*.#, '', false",
        "*.#, a.b.c, true",
        "*.#.*, a, false",
        "*.#.*, a.b, true",
        "a*, ab, false",
        "a#, ab, false",
        "**, a, false",
        "##, a, false",
        "*, #, true",
        "*, *, true",
        "#, *.#, true",
        "a.*, a.#, true",
        "a.b, a.*, false",
        "a.b, a.#, false",
    })
    void matches(String pattern, String key, boolean matches) {
        town.bind(topic, "other", "unrelated.words");
        town.bind(topic, "q", pattern);
        assertThat(town.route(topic, key))
                .isEqualTo(matches ? Collections.singletonList("q") : Collections.emptyList());
        town.unbind(topic, "q", pattern);
        assertThat(town.route(topic, key)).isEmpty();
    }

    @Test
    void aQueueBoundByManyMatchingPatternsGetsTheMessageOnce() {
        town.bind(topic, "q", "#");
        town.bind(topic, "q", "a.#");
        town.bind(topic, "q", "*.b");
        town.bind(topic, "q", "a.b");
        town.bind(topic, "q", "#.b.#");

        assertThat(town.route(topic, "a.b")).containsExactly("q");
    }

    @Test
    void onePatternMayBeBoundWithSeveralArguments() {
        town.bindings.bind(topic, town.queue("q"), "a.#", Table.of("n", 1));
        town.bindings.bind(topic, town.queue("q"), "a.#", Table.of("n", 2));

        town.bindings.unbind(topic, town.queue("q"), "a.#", Table.of("n", 1));
        assertThat(town.route(topic, "a")).containsExactly("q");
        town.bindings.unbind(topic, town.queue("q"), "a.#", Table.of("n", 2));
        assertThat(town.route(topic, "a")).isEmpty();
    }

    @Test
    void atMostTwoWildcardsForManyWords() {
        assertThat(town.bind(topic, "q", "#.b.#")).isTrue();
        assertThat(town.bind(topic, "q", "#.a#.##.*.#")).isTrue();
        assertThatThrownBy(() -> town.bind(topic, "q", "#.a.#.#"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("Topic binding key '#.a.#.#' uses 3 '#' wildcards, at most 2 are allowed");
        assertThat(topic.bindings()).hasSize(2);
    }
}
