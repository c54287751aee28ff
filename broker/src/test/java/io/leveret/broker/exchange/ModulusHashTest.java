// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModulusHashTest {
    private static final List<String> QUEUES = List.of("a", "b", "c", "d");

    private static Map<String, String> routes(List<String> boundInThisOrder) {
        RoutingTown town = new RoutingTown();
        Exchange hash = town.exchange("h", "x-modulus-hash");
        boundInThisOrder.forEach(queue -> town.bind(hash, queue, ""));
        Map<String, String> routes = new HashMap<>();
        for (int i = 0; i < 4_000; i++) {
            List<String> led = town.route(hash, "order." + i);
            assertThat(led).hasSize(1);
            routes.put("order." + i, led.get(0));
        }
        return routes;
    }

    @Test
    void aKeyLeadsToOneQueueWhateverTheOrderOfBinding() {
        assertThat(routes(List.of("c", "a", "d", "b"))).isEqualTo(routes(QUEUES));
    }

    @Test
    void theQueuesGetAboutEqualShares() {
        Map<String, String> routes = routes(QUEUES);
        for (String queue : QUEUES) {
            assertThat(routes.values().stream().filter(queue::equals).count()).isBetween(850L, 1_150L);
        }
    }

    @Test
    void withoutBindingsItLeadsNowhere() {
        RoutingTown town = new RoutingTown();
        assertThat(town.route(town.exchange("h", "x-modulus-hash"), "k")).isEmpty();
    }
}
