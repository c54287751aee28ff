// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.table.Bytes;
import io.leveret.table.Decimal;
import io.leveret.table.LongLong;
import io.leveret.table.Table;
import io.leveret.table.Timestamp;
import io.leveret.table.UnsignedInt;
import io.leveret.table.VoidValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadersTest {
    private final RoutingTown town = new RoutingTown();
    private final Exchange headers = town.exchange("h", "headers");

    private boolean matches(Table arguments, Table message) {
        town.bind(headers, "q", arguments);
        boolean matches = !town.route(headers, message).isEmpty();
        town.bindings.unbind(headers, town.queue("q"), "", arguments);
        assertThat(town.route(headers, message)).isEmpty();
        return matches;
    }

    private boolean sameValue(Object argument, Object header) {
        return matches(Table.of("k", argument), Table.of("k", header));
    }

    @Test
    void allFieldsByDefault() {
        Table arguments = Table.of("a", 1).with("b", "x");
        for (Table each : List.of(arguments, arguments.with("x-match", "all"))) {
            assertThat(matches(each, Table.of("b", "x").with("a", 1).with("c", true)))
                    .isTrue();
            assertThat(matches(each, Table.of("a", 1))).isFalse();
            assertThat(matches(each, Table.of("a", 1).with("b", "y"))).isFalse();
            assertThat(matches(each, Table.EMPTY)).isFalse();
        }
    }

    @Test
    void anyField() {
        Table arguments = Table.of("x-match", "any").with("a", 1).with("b", "x");
        assertThat(matches(arguments, Table.of("a", 1))).isTrue();
        assertThat(matches(arguments, Table.of("a", 2).with("b", "x"))).isTrue();
        assertThat(matches(arguments, Table.of("a", 2))).isFalse();
        assertThat(matches(arguments, Table.EMPTY)).isFalse();
    }

    @Test
    void askingForNothingMatchesAllOrNone() {
        Table message = Table.of("a", 1);
        assertThat(matches(Table.EMPTY, message)).isTrue();
        assertThat(matches(Table.EMPTY, Table.EMPTY)).isTrue();
        assertThat(matches(Table.of("x-match", "all"), message)).isTrue();
        assertThat(matches(Table.of("x-match", "all-with-x"), message)).isTrue();
        assertThat(matches(Table.of("x-match", "any"), message)).isFalse();
        assertThat(matches(Table.of("x-match", "any-with-x"), message)).isFalse();
    }

    @Test
    void fieldsOfTheBrokerCountOnlyWithX() {
        Table message = Table.of("x-a", 1).with("b", 2);
        assertThat(matches(Table.of("x-a", 7).with("b", 2), message)).isTrue();
        assertThat(matches(Table.of("x-match", "any").with("x-a", 1), message)).isFalse();
        assertThat(matches(Table.of("x-match", "all-with-x").with("x-a", 7).with("b", 2), message))
                .isFalse();
        assertThat(matches(Table.of("x-match", "all-with-x").with("x-a", 1).with("b", 2), message))
                .isTrue();
        assertThat(matches(Table.of("x-match", "any-with-x").with("x-a", 1), message))
                .isTrue();
    }

    @Test
    void voidAsksForPresence() {
        assertThat(sameValue(VoidValue.VOID, 1)).isTrue();
        assertThat(sameValue(VoidValue.VOID, VoidValue.VOID)).isTrue();
        assertThat(sameValue(VoidValue.VOID, Table.of("deep", 1))).isTrue();
        assertThat(matches(Table.of("k", VoidValue.VOID), Table.of("other", 1))).isFalse();
        assertThat(sameValue(1, VoidValue.VOID)).isFalse();
    }

    @Test
    void valuesCountAndNotTheirTags() {
        assertThat(sameValue(1, 1L)).isTrue();
        assertThat(sameValue((byte) 1, new UnsignedInt(1))).isTrue();
        assertThat(sameValue(new LongLong(-5), (short) -5)).isTrue();
        assertThat(sameValue(1.5f, 1.5d)).isTrue();
        assertThat(sameValue("text", Bytes.of("text".getBytes(StandardCharsets.UTF_8))))
                .isTrue();
        assertThat(sameValue(new Decimal(1, 25), new Decimal(1, 25))).isTrue();
        assertThat(sameValue(List.of(1, "a"), List.of(1, "a"))).isTrue();
        assertThat(sameValue(true, true)).isTrue();
    }

    @Test
    void kindsOfValuesDoNotMix() {
        assertThat(sameValue(1, 2)).isFalse();
        assertThat(sameValue(1, "1")).isFalse();
        assertThat(sameValue(1, 1.0d)).isFalse();
        assertThat(sameValue(1, true)).isFalse();
        assertThat(sameValue("true", true)).isFalse();
        assertThat(sameValue("a", "A")).isFalse();
        assertThat(sameValue(new Decimal(1, 25), 2.5d)).isFalse();
        assertThat(sameValue(List.of(1), List.of(1L))).isFalse();
    }

    @Test
    void timestampsOfMessagesAreInMilliseconds() {
        assertThat(sameValue(5_000L, new Timestamp(5))).isTrue();
        assertThat(sameValue(new Timestamp(5_000), new Timestamp(5))).isTrue();
        assertThat(sameValue(new Timestamp(5), new Timestamp(5))).isFalse();
    }

    @Test
    void theLastOfEqualNamesCounts() {
        Table message = Table.builder().add("k", 1).add("k", 2).build();
        assertThat(matches(Table.of("k", 2), message)).isTrue();
        assertThat(matches(Table.of("k", 1), message)).isFalse();
    }

    @Test
    void manyBindingsRouteInBindingOrderOnceAQueue() {
        town.bind(headers, "b", Table.of("a", 1));
        town.bind(headers, "a", Table.of("b", 2));
        town.bind(headers, "b", Table.of("b", 2));
        town.bind(headers, "c", Table.of("b", 3));

        assertThat(town.route(headers, Table.of("a", 1).with("b", 2))).containsExactly("b", "a");
    }

    @Test
    void anotherXMatchIsRefused() {
        assertRefused("some", "Invalid x-match field value <<\"some\">>; expected all, any, all-with-x, or any-with-x");
        assertRefused("", "Invalid x-match field value <<>>; expected all, any, all-with-x, or any-with-x");
        assertRefused("é", "Invalid x-match field value <<\"é\"/utf8>>; expected all, any, all-with-x, or any-with-x");
        assertRefused(5, "Invalid x-match field type signedint (value 5); expected longstr");
        assertRefused(true, "Invalid x-match field type bool (value true); expected longstr");
        assertThat(headers.isUnused()).isTrue();
    }

    private void assertRefused(Object xMatch, String text) {
        assertThatThrownBy(() -> town.bind(headers, "q", Table.of("x-match", xMatch)))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage(text);
    }
}
