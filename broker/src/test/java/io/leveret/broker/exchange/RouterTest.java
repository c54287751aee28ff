// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.table.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Direct, fanout and default exchanges, and the ways from one exchange to others. */
class RouterTest {
    private final RoutingTown town = new RoutingTown();

    @Test
    void directRoutesByEqualKeyInBindingOrder() {
        Exchange direct = town.exchange("d", "direct");
        town.bind(direct, "b", "k");
        town.bind(direct, "a", "k");
        town.bind(direct, "c", "other");
        town.bind(direct, "c", "K");

        assertThat(town.route(direct, "k")).containsExactly("b", "a");
        assertThat(town.route(direct, "K")).containsExactly("c");
        assertThat(town.route(direct, "")).isEmpty();
        assertThat(town.route(direct, "k.x")).isEmpty();
    }

    @Test
    void fanoutIgnoresKeysAndDeliversOnceAQueue() {
        Exchange fanout = town.exchange("f", "fanout");
        town.bind(fanout, "a", "1");
        town.bind(fanout, "b", "");
        town.bind(fanout, "a", "2");

        assertThat(town.route(fanout, "whatever")).containsExactly("a", "b");
        town.unbind(fanout, "a", "1");
        assertThat(town.route(fanout, "")).containsExactly("b", "a");
    }

    @Test
    void theDefaultExchangeRoutesByNameOfQueue() {
        Exchange unnamed = town.exchange("", "direct");
        town.queue("jobs");
        town.queue("more");

        assertThat(town.route(unnamed, "jobs")).containsExactly("jobs");
        assertThat(town.route(unnamed, "none")).isEmpty();
        Route route = town.router.route(unnamed, List.of("more", "none", "jobs", "more"), Routable.PLAIN);
        assertThat(RoutingTown.names(route)).containsExactly("more", "jobs");
        assertThat(route.isCacheable()).isTrue();
    }

    @Test
    void severalKeysReachAQueueOnce() {
        Exchange direct = town.exchange("d", "direct");
        Exchange topic = town.exchange("t", "topic");
        for (Exchange exchange : List.of(direct, topic)) {
            town.bind(exchange, "a", "x");
            town.bind(exchange, "b", "y");
            town.bind(exchange, "a", "y");

            Route route = town.router.route(exchange, List.of("x", "y", "x", "z"), Routable.PLAIN);
            assertThat(RoutingTown.names(route)).containsExactly("a", "b");
        }
    }

    @Test
    void exchangesLeadToExchangesWithTheSameKey() {
        Exchange fanout = town.exchange("f", "fanout");
        Exchange topic = town.exchange("t", "topic");
        Exchange direct = town.exchange("d", "direct");
        town.bind(fanout, topic, "ignored");
        town.bind(topic, direct, "a.#");
        town.bind(direct, "q", "a.b");
        town.bind(topic, "q", "*.b");

        assertThat(town.route(fanout, "a.b")).containsExactly("q");
        assertThat(town.route(fanout, "a.c")).isEmpty();
        assertThat(town.route(fanout, "z.b")).containsExactly("q");
    }

    @Test
    void cyclesOfExchangesEnd() {
        Exchange first = town.exchange("1", "fanout");
        Exchange second = town.exchange("2", "fanout");
        Exchange third = town.exchange("3", "fanout");
        town.bind(first, first, "");
        town.bind(first, second, "");
        town.bind(second, third, "");
        town.bind(third, first, "");
        town.bind(third, second, "");
        town.bind(third, "q", "");
        town.bind(first, "q", "");

        assertThat(town.route(first, "k")).containsExactly("q");
        assertThat(town.route(second, "k")).containsExactly("q");
    }

    @Test
    void alternatesAreFollowedUntilOneLeadsSomewhere() {
        Exchange first = town.exchange("1", "direct", Table.of("alternate-exchange", "2"));
        town.exchange("2", "direct", Table.of("alternate-exchange", "3"));
        Exchange third = town.exchange("3", "fanout");
        town.bind(first, "bound", "k");
        town.bind(third, "lost", "");

        assertThat(town.route(first, "k")).containsExactly("bound");
        assertThat(town.route(first, "other")).containsExactly("lost");
    }

    @Test
    void alternatesMayBeMissingOrFormACircle() {
        Exchange lonely = town.exchange("l", "direct", Table.of("alternate-exchange", "none"));
        Exchange first = town.exchange("1", "direct", Table.of("alternate-exchange", "2"));
        town.exchange("2", "direct", Table.of("alternate-exchange", "1"));

        assertThat(town.route(lonely, "k")).isEmpty();
        assertThat(town.route(first, "k")).isEmpty();
        town.bind(town.exchange("none", "fanout"), "q", "");
        assertThat(town.route(lonely, "k")).containsExactly("q");
    }

    @Test
    void anExchangeOnTheWayHasItsOwnAlternate() {
        Exchange fanout = town.exchange("f", "fanout");
        Exchange direct = town.exchange("d", "direct", Table.of("alternate-exchange", "a"));
        Exchange alternate = town.exchange("a", "fanout");
        town.bind(fanout, direct, "");
        town.bind(fanout, "q", "");
        town.bind(alternate, "lost", "");

        assertThat(town.route(fanout, "k")).containsExactly("q", "lost");
    }

    @Test
    void leadingBackToASeenExchangeIsNoReasonForTheAlternate() {
        Exchange fanout = town.exchange("f", "fanout", Table.of("alternate-exchange", "a"));
        town.bind(town.exchange("a", "fanout"), "lost", "");
        town.bind(fanout, fanout, "");

        assertThat(town.route(fanout, "k")).isEmpty();
    }

    @Test
    void aPolicyNamesTheAlternateUnlessTheDeclarationDid() {
        Exchange byPolicy = town.exchange("p", "direct");
        Exchange byArgument = town.exchange("d", "direct", Table.of("alternate-exchange", "a"));
        town.bind(town.exchange("a", "fanout"), "a", "");
        town.bind(town.exchange("b", "fanout"), "b", "");
        byPolicy.applyAlternate("b");
        byArgument.applyAlternate("b");

        assertThat(town.route(byPolicy, "k")).containsExactly("b");
        assertThat(town.route(byArgument, "k")).containsExactly("a");
        byPolicy.applyAlternate(null);
        assertThat(town.route(byPolicy, "k")).isEmpty();
    }

    @Test
    void theDefaultExchangeLeadsNowhereAsAnAlternate() {
        town.exchange("", "direct");
        town.queue("k");
        Exchange direct = town.exchange("d", "direct", Table.of("alternate-exchange", ""));

        assertThat(town.route(direct, "k")).isEmpty();
    }

    @Test
    void aRouteIsCacheableUnlessHeadersDecided() {
        Exchange direct = town.exchange("d", "direct");
        Exchange headers = town.exchange("h", "headers");
        town.bind(direct, "q", "plain");
        town.bind(direct, headers, "headers");

        assertThat(town.router.route(direct, "plain", Routable.PLAIN).isCacheable())
                .isTrue();
        assertThat(town.router.route(direct, "none", Routable.PLAIN).isCacheable())
                .isTrue();
        assertThat(town.router.route(direct, "headers", Routable.PLAIN).isCacheable())
                .isFalse();
        assertThat(town.router.route(headers, "plain", Routable.PLAIN).isCacheable())
                .isFalse();
    }

    @Test
    void anUnknownTypeIsRefused() {
        assertThatThrownBy(() -> town.exchange("x", "x-made-up"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("unknown exchange type 'x-made-up'");
    }

    @Test
    void aHundredThousandQueuesOnOneFanout() {
        int queues = 100_000;
        Exchange fanout = town.exchange("f", "fanout");
        long start = System.nanoTime();
        for (int i = 0; i < queues; i++) {
            town.bind(fanout, "q" + i, "");
        }
        Route route = town.router.route(fanout, "", Routable.PLAIN);
        assertThat(route.size()).isEqualTo(queues);
        assertThat(route.queue(0)).isSameAs(town.queue("q0"));
        assertThat(route.queue(queues - 1)).isSameAs(town.queue("q" + (queues - 1)));
        for (int i = 0; i < queues; i++) {
            town.bindings.removeTo(town.queue("q" + i));
        }
        assertThat(fanout.isUnused()).isTrue();
        assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
    }
}
