// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.message.Properties;
import io.leveret.table.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Exchanges that choose one of their bindings: by a hash, or whichever. */
class ConsistentHashTest {
    private static final int KEYS = 4_000;

    private final RoutingTown town = new RoutingTown();

    private Exchange exchange(String name, Table arguments) {
        Exchange exchange = new ExchangeTypes().create(name, "x-consistent-hash", true, false, false, arguments);
        return exchange;
    }

    private Map<String, String> routes(Exchange hash) {
        Map<String, String> routes = new HashMap<>();
        for (int i = 0; i < KEYS; i++) {
            List<String> led = town.route(hash, "order." + i);
            assertThat(led).hasSize(1);
            routes.put("order." + i, led.get(0));
        }
        return routes;
    }

    private static long share(Map<String, String> routes, String queue) {
        return routes.values().stream().filter(queue::equals).count();
    }

    @Test
    void weightsAreShares() {
        Exchange hash = town.exchange("h", "x-consistent-hash");
        town.bind(hash, "a", "1");
        town.bind(hash, "b", "1");
        town.bind(hash, "c", "2");
        Map<String, String> routes = routes(hash);
        assertThat(share(routes, "a")).isBetween(KEYS / 4 - 150L, KEYS / 4 + 150L);
        assertThat(share(routes, "b")).isBetween(KEYS / 4 - 150L, KEYS / 4 + 150L);
        assertThat(share(routes, "c")).isBetween(KEYS / 2 - 150L, KEYS / 2 + 150L);
    }

    @Test
    void onlyWhatANewDestinationGetsMoves() {
        Exchange hash = town.exchange("h", "x-consistent-hash");
        town.bind(hash, "a", "1");
        town.bind(hash, "b", "1");
        Map<String, String> before = routes(hash);
        town.bind(hash, "c", "1");
        routes(hash).forEach((key, queue) -> {
            if (!queue.equals("c")) {
                assertThat(queue).isEqualTo(before.get(key));
            }
        });
    }

    @Test
    void theOrderOfBindingDoesNotMatter() {
        Exchange one = town.exchange("one", "x-consistent-hash");
        Exchange other = town.exchange("other", "x-consistent-hash");
        for (String queue : List.of("a", "b", "c")) {
            town.bind(one, queue, "3");
        }
        for (String queue : List.of("c", "a", "b")) {
            town.bind(other, queue, "3");
        }
        assertThat(routes(one)).isEqualTo(routes(other));
    }

    @Test
    void aHeaderOrAPropertyMayBeHashed() {
        for (Table arguments : List.of(Table.of("hash-header", "customer"), Table.of("hash-property", "message_id"))) {
            Exchange hash = exchange("by-" + arguments, arguments);
            for (String queue : List.of("a", "b", "c", "d")) {
                town.bind(hash, queue, "1");
            }
            Map<String, String> seen = new HashMap<>();
            for (int i = 0; i < 100; i++) {
                String value = "v" + i % 20;
                Properties properties = new Properties(
                        null,
                        null,
                        Table.of("customer", value),
                        null,
                        null,
                        null,
                        null,
                        null,
                        value,
                        null,
                        null,
                        null,
                        null,
                        null);
                Route route = town.router.route(hash, "key" + i, () -> properties);
                assertThat(route.isCacheable()).isFalse();
                String queue = RoutingTown.names(route).get(0);
                assertThat(seen.merge(value, queue, (before, now) -> before)).isEqualTo(queue);
            }
            assertThat(seen.values()).contains("a", "b", "c", "d");
        }
    }

    @Test
    void badArgumentsAndKeysAreRefused() {
        assertThatThrownBy(() -> exchange("x", Table.of("hash-header", "a").with("hash-property", "message_id")))
                .hasMessage("hash-header and hash-property are mutually exclusive");
        assertThatThrownBy(() -> exchange("x", Table.of("hash-property", "reply_to")))
                .hasMessage("Unsupported property: reply_to");
        Exchange hash = exchange("x", Table.EMPTY);
        assertThatThrownBy(() -> town.bind(hash, "a", "many"))
                .hasMessage("The binding key must be an integer: <<\"many\">>");
        assertThatThrownBy(() -> town.bind(hash, "a", "0")).hasMessage("The binding key must be greater than 0");
        assertThatThrownBy(() -> town.bind(hash, "a", "10001")).hasMessage("The binding key must not exceed 10000");
        assertThat(town.route(hash, "k")).isEmpty();
    }

    @Test
    void whicheverIsEveryOneInTime() {
        Exchange random = town.exchange("r", "x-local-random");
        assertThat(town.router.route(random, "k", Routable.PLAIN).isEmpty()).isTrue();
        for (String queue : List.of("a", "b", "c")) {
            town.bind(random, queue, "");
        }
        Map<String, Integer> led = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            List<String> names = RoutingTown.names(town.router.route(random, "k", Routable.PLAIN));
            assertThat(names).hasSize(1);
            led.merge(names.get(0), 1, Integer::sum);
        }
        assertThat(led).hasSize(3);
        assertThat(led.values()).allSatisfy(count -> assertThat(count).isBetween(850, 1_150));
        assertThatThrownBy(() -> town.bind(random, "a", "key")).hasMessage("Non empty binding 'key' key not permitted");
    }
}
