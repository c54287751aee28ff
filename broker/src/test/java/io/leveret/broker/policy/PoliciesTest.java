// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.table.Table;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which policy counts, what it may say, and how operators limit it. */
class PoliciesTest {
    private final Policies policies = new Policies();

    private static PolicyRequest request(String name, String pattern, String applyTo, long priority, Table definition) {
        return new PolicyRequest(name, pattern, applyTo, priority, definition);
    }

    private void set(PolicyKind kind, String name, String pattern, String applyTo, long priority, Table definition) {
        policies.set(kind, request(name, pattern, applyTo, priority, definition).check(kind));
    }

    private void set(String name, String pattern, String applyTo, long priority, Table definition) {
        set(PolicyKind.POLICY, name, pattern, applyTo, priority, definition);
    }

    private static String mistake(PolicyKind kind, Table definition) {
        try {
            request("p", "", null, 0, definition).check(kind);
            return "";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage())
                    .replace("Validation failed\n\n", "")
                    .trim();
        }
    }

    @Test
    void theHighestPriorityOfThoseThatMatchCounts() {
        set("low", "^jobs", "queues", 1, Table.of("max-length", 1L));
        set("high", "obs", "all", 2, Table.of("max-length", 2L));
        set("other", "^tasks", "queues", 9, Table.of("max-length", 3L));
        set("exchanges", "", "exchanges", 9, Table.of("alternate-exchange", "rest"));
        assertThat(policies.forQueue("jobs", "classic").definition()).isEqualTo(Table.of("max-length", 2L));
        assertThat(policies.matchingQueue(PolicyKind.POLICY, "jobs", "classic").stream()
                        .map(Policy::name))
                .containsExactly("high", "low");
        assertThat(policies.forExchange("jobs").definition()).isEqualTo(Table.of("alternate-exchange", "rest"));
        assertThat(policies.clear(PolicyKind.POLICY, "high")).isTrue();
        assertThat(policies.clear(PolicyKind.POLICY, "high")).isFalse();
        assertThat(policies.forQueue("jobs", "classic").definition()).isEqualTo(Table.of("max-length", 1L));
        assertThat(policies.forQueue("mail", "classic")).isEqualTo(EffectivePolicy.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "all, true, true",
        "queues, true, true",
        "classic_queues, true, false",
        "quorum_queues, false, true",
        "streams, false, false",
        "exchanges, false, false"
    })
    void whatAPolicyIsAbout(String applyTo, boolean classic, boolean quorum) {
        set("p", "", applyTo, 0, Table.of("max-length", 1L));
        assertThat(policies.forQueue("q", "classic").policy() != null).isEqualTo(classic);
        assertThat(policies.forQueue("q", "quorum").policy() != null).isEqualTo(quorum);
    }

    @Test
    void aPolicyThatSaysWhatAClassicQueueDoesNotKnowIsNotForIt() {
        set("p", "", "queues", 0, Table.of("max-age", "1D").with("max-length", 1L));
        assertThat(policies.forQueue("q", "classic").policy()).isNull();
        assertThat(policies.forQueue("q", "stream").policy()).isNotNull();
    }

    @Test
    void operatorsLimitNumbersAndHaveTheirWayWithTheRest() {
        set(
                "p",
                "",
                "queues",
                0,
                Table.of("max-length", 10L)
                        .with("message-ttl", 5L)
                        .with("delivery-limit", -1L)
                        .with("overflow", "drop-head")
                        .with("dead-letter-exchange", "dead"));
        set(
                PolicyKind.OPERATOR_POLICY,
                "o",
                "",
                "queues",
                0,
                Table.of("max-length", 3L)
                        .with("message-ttl", 9L)
                        .with("delivery-limit", 4L)
                        .with("overflow", "reject-publish")
                        .with("expires", 100L));
        EffectivePolicy effective = policies.forQueue("q", "classic");
        assertThat(effective.definition().entries())
                .containsExactlyInAnyOrderElementsOf(Table.of("max-length", 3L)
                        .with("message-ttl", 5L)
                        .with("delivery-limit", 4L)
                        .with("overflow", "reject-publish")
                        .with("dead-letter-exchange", "dead")
                        .with("expires", 100L)
                        .entries());
    }

    @Test
    void mistakesAreNamed() {
        assertThat(mistake(PolicyKind.POLICY, Table.of("message-ttl", -1L))).isEqualTo("-1 is not a valid message TTL");
        assertThat(mistake(PolicyKind.POLICY, Table.of("overflow", "explode")))
                .isEqualTo("<<\"explode\">> is not a valid overflow value");
        assertThat(mistake(PolicyKind.POLICY, Table.of("max-length", 1L).with("speed", 5L)))
                .isEqualTo("[{<<\"speed\">>,5}] are not recognised policy settings");
        assertThat(mistake(PolicyKind.OPERATOR_POLICY, Table.of("dead-letter-exchange", "x")))
                .isEqualTo("[{<<\"dead-letter-exchange\">>,<<\"x\">>}] are not recognised policy settings");
        assertThat(mistake(PolicyKind.POLICY, Table.EMPTY)).isEqualTo("no policy provided");
        assertThatThrownBy(() -> set("p", "(", "queues", 0, Table.of("max-length", 1L)))
                .hasMessageContaining("pattern should be regular expression but is invalid");
        assertThatThrownBy(() -> set("p", "a", "everything", 0, Table.of("max-length", 1L)))
                .hasMessageContaining("apply-to 'everything' unrecognised");
    }

    @Test
    void keysOfEveryKindAreTaken() {
        for (Table definition : List.of(
                Table.of("alternate-exchange", "x"),
                Table.of("consumer-timeout", 0L),
                Table.of("max-age", "7D"),
                Table.of("queue-version", 2L),
                Table.of("federation-upstream-set", "all"),
                Table.of("delayed-retry-max", 5L))) {
            assertThat(mistake(PolicyKind.POLICY, definition)).isEmpty();
        }
    }
}
