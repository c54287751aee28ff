// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.message.Properties;
import io.leveret.table.Table;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BindingsTest {
    private final RoutingTown town = new RoutingTown();

    @ParameterizedTest
    @ValueSource(strings = {"direct", "fanout", "topic", "headers"})
    void aBindingIsItsSourceDestinationKeyAndArguments(String type) {
        Exchange exchange = town.exchange("x", type);
        Exchange other = town.exchange("y", type);
        Table arguments = Table.of("a", 1).with("b", true);

        assertThat(town.bindings.bind(exchange, town.queue("q"), "k", arguments))
                .isTrue();
        assertThat(town.bindings.bind(exchange, town.queue("q"), "k", arguments))
                .isFalse();
        assertThat(town.bindings.bind(
                        exchange, town.queue("q"), "k", Table.of("b", true).with("a", 1)))
                .isFalse();
        assertThat(town.bindings.bind(exchange, town.queue("q"), "k", Table.of("a", 1)))
                .isTrue();
        assertThat(town.bindings.bind(exchange, town.queue("q"), "k2", arguments))
                .isTrue();
        assertThat(town.bindings.bind(exchange, town.queue("q2"), "k", arguments))
                .isTrue();
        assertThat(town.bindings.bind(other, town.queue("q"), "k", arguments)).isTrue();
        assertThat(town.bindings.bind(other, exchange, "k", arguments)).isTrue();
        assertThat(exchange.bindings()).hasSize(4);
        assertThat(town.bindings.to(town.queue("q"))).hasSize(4);
        assertThat(town.bindings.to(exchange)).containsExactly(new Binding(other, exchange, "k", arguments));
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "fanout", "topic", "headers"})
    void unbindingLeavesTheOthers(String type) {
        Exchange exchange = town.exchange("x", type);
        town.bind(exchange, "q", "k");
        town.bindings.bind(exchange, town.queue("q"), "k", Table.of("a", 1));

        assertThat(town.unbind(exchange, "q", "none").isEmpty()).isTrue();
        assertThat(town.unbind(exchange, "q", "k").bindings()).hasSize(1);
        assertThat(town.unbind(exchange, "q", "k").isEmpty()).isTrue();
        assertThat(exchange.bindings()).hasSize(1);
        assertThat(RoutingTown.names(
                        town.router.route(exchange, "k", () -> Properties.EMPTY.withHeaders(Table.of("a", 1)))))
                .containsExactly("q");
        town.bindings.unbind(exchange, town.queue("q"), "k", Table.of("a", 1));
        assertThat(RoutingTown.names(
                        town.router.route(exchange, "k", () -> Properties.EMPTY.withHeaders(Table.of("a", 1)))))
                .isEmpty();
        assertThat(town.bindings.to(town.queue("q"))).isEmpty();
    }

    @Test
    void aDeletedQueueTakesItsBindingsAlong() {
        Exchange direct = town.exchange("d", "direct");
        Exchange topic = town.exchange("t", "topic");
        town.bind(direct, "gone", "k");
        town.bind(topic, "gone", "a.#");
        town.bind(topic, "stays", "a.#");

        assertThat(town.bindings.removeTo(town.queue("gone")).bindings()).hasSize(2);
        assertThat(town.bindings.removeTo(town.queue("gone")).isEmpty()).isTrue();
        assertThat(direct.isUnused()).isTrue();
        assertThat(town.route(direct, "k")).isEmpty();
        assertThat(town.route(topic, "a.b")).containsExactly("stays");
    }

    @Test
    void aDeletedExchangeTakesItsBindingsAlong() {
        Exchange source = town.exchange("s", "fanout");
        Exchange gone = town.exchange("g", "topic");
        town.bind(source, gone, "");
        town.bind(gone, "q", "a");
        town.bind(gone, "q", "b");

        assertThat(town.bindings.removeFrom(gone).bindings()).hasSize(2);
        assertThat(town.bindings.removeTo(gone).bindings()).hasSize(1);
        assertThat(town.bindings.to(town.queue("q"))).isEmpty();
        assertThat(source.isUnused()).isTrue();
        assertThat(town.route(source, "a")).isEmpty();
    }

    @Test
    void anAutoDeleteExchangeIsAbandonedWithItsLastBinding() {
        Exchange kept = town.exchange("k", "fanout");
        Exchange abandoned = town.autoDelete("a", "fanout");
        Exchange used = town.autoDelete("u", "fanout");
        for (Exchange exchange : List.of(kept, abandoned, used)) {
            town.bind(exchange, "q", "1");
            town.bind(exchange, "q", "2");
        }
        town.bind(used, "other", "1");

        assertThat(town.unbind(abandoned, "q", "1").abandoned()).isEmpty();
        assertThat(town.bindings.removeTo(town.queue("q")).abandoned()).containsExactly(abandoned);
        assertThat(town.unbind(used, "other", "1").abandoned()).containsExactly(used);
    }

    @Test
    void everyChangeIsANewVersion() {
        Exchange exchange = town.exchange("d", "direct");
        long version = town.topology.version();
        town.bind(exchange, "q", "k");
        assertThat(town.topology.version()).isEqualTo(version + 1);
        town.bind(exchange, "q", "k");
        town.unbind(exchange, "q", "none");
        assertThat(town.topology.version()).isEqualTo(version + 1);
        town.unbind(exchange, "q", "k");
        assertThat(town.topology.version()).isEqualTo(version + 2);
        town.bind(exchange, "q", "k");
        town.bindings.removeTo(town.queue("q"));
        assertThat(town.topology.version()).isEqualTo(version + 4);
    }

    @Test
    void listsShowWhatWasThereWhenTheyWereAskedFor() {
        Exchange exchange = town.exchange("d", "direct");
        town.bind(exchange, "a", "k");
        var before = exchange.bindings();
        town.bind(exchange, "b", "k");

        assertThat(before).extracting(binding -> binding.destination().name()).containsExactly("a");
        assertThat(exchange.bindings())
                .extracting(binding -> binding.destination().name())
                .containsExactly("a", "b");
    }
}
