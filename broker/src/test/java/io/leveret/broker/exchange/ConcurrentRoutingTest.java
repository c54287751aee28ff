// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.message.Properties;
import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One thread binds and unbinds while others route: what stays bound is always found, once, and nothing else breaks. */
class ConcurrentRoutingTest {
    private static final int STABLE = 5;
    private static final String[] KEYS = {"a.b.c", "a.*.c", "a.#", "#.c", "#.b.#", "*.b.*"};

    private final RoutingTown town = new RoutingTown();
    private final long seed = System.nanoTime();

    @ParameterizedTest
    @ValueSource(strings = {"direct", "fanout", "topic", "headers"})
    void whatStaysBoundIsAlwaysFound(String type) throws Exception {
        Exchange exchange = town.exchange("x", type);
        List<Destination> stable = new ArrayList<>();
        for (int i = 0; i < STABLE; i++) {
            stable.add(town.queue("stable" + i));
            town.bind(exchange, "stable" + i, type.equals("topic") ? KEYS[i] : "a.b.c");
        }
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Callable<Long> reader = () -> read(exchange, stable, done);
            List<Future<Long>> readers = List.of(threads.submit(reader), threads.submit(reader));
            threads.submit(() -> write(exchange)).get(60, TimeUnit.SECONDS);
            done.set(true);
            for (Future<Long> each : readers) {
                assertThat(each.get(10, TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
        assertThat(exchange.bindings()).hasSize(STABLE);
        assertThat(RoutingTown.names(town.router.route(exchange, "a.b.c", Routable.PLAIN)))
                .hasSize(STABLE);
    }

    private void write(Exchange exchange) {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            int crowd = 1 + random.nextInt(200);
            for (int i = 0; i < crowd; i++) {
                String key = KEYS[random.nextInt(KEYS.length)];
                town.bind(exchange, "passing" + random.nextInt(crowd), random.nextBoolean() ? key : key + "." + i);
                if (random.nextInt(3) == 0) {
                    town.bindings.removeTo(town.queue("passing" + random.nextInt(crowd)));
                }
            }
            for (int i = 0; i < crowd; i++) {
                town.bindings.removeTo(town.queue("passing" + i));
            }
        }
    }

    private long read(Exchange exchange, List<Destination> stable, AtomicBoolean done) {
        long routed = 0;
        for (; !done.get(); routed++) {
            Route route = town.router.route(exchange, "a.b.c", () -> Properties.EMPTY.withHeaders(Table.of("k", 1)));
            Distinct found = new Distinct();
            for (int i = 0; i < route.size(); i++) {
                assertThat(found.add(route.queue(i))).as("seed %d", seed).isTrue();
            }
            for (Destination queue : stable) {
                assertThat(found.add(queue))
                        .as("%s found, seed %d", queue, seed)
                        .isFalse();
            }
            for (Binding binding : exchange.bindings()) {
                assertThat(binding.source()).isSameAs(exchange);
            }
        }
        return routed;
    }
}
