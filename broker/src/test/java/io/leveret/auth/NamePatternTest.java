// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators' regular expressions: found anywhere, in any script, and never for long. */
class NamePatternTest {
    @ParameterizedTest
    @CsvSource({
        "^amq\\., amq.gen-1, true",
        "^amq\\., my-amq., false",
        "orders, my-orders-2, true",
        "^(?!secret).*$, open, true",
        "^(?!secret).*$, secret-1, false",
        "^ä🐇+$, ä🐇🐇, true",
        "^.$, 🐇, true",
        "'', '', true"
    })
    void isFoundAnywhere(String regex, String name, boolean found) {
        assertThat(NamePattern.of(regex).matches(name)).isEqualTo(found);
    }

    /** Each of these takes a matcher that is let run longer than the machine lasts. */
    @ParameterizedTest
    @ValueSource(strings = {"^(a+)+$", "^(a|aa)+$", "^(a*)*$", "^(.*a){20}$", "^(a|a)*$", "(a?){64}a{64}b"})
    void givesUpRatherThanExplode(String regex) {
        NamePattern pattern = NamePattern.of(regex);
        assertThat(pattern.matches("a".repeat(255) + "!")).isFalse();
        assertThat(pattern.matches("a".repeat(255) + "!")).isFalse(); // and again
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[a", "*", "a{2,1}", "(?<n>a)(?<n>b)", "\\"})
    void refusesWhatIsNoRegularExpression(String regex) {
        assertThatThrownBy(() -> NamePattern.of(regex)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatIsTooLongOrTooDeep() {
        assertThatThrownBy(() -> NamePattern.of("a".repeat(NamePattern.BYTES_MAX + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pattern_too_long");
        String deep = "(".repeat(500) + ")".repeat(500);
        assertThat(NamePattern.of(deep).matches("a")).isTrue();
    }
}
