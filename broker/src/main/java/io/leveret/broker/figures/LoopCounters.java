// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.figures;

import io.leveret.broker.exchange.Exchange;
import io.leveret.loop.Loop;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * What the connections of one loop have done, by virtual host and by exchange; it outlives the connections. Owned by the
 * loop.
 */
@SuppressWarnings("EnumOrdinal") // the arrays are in the enum's order
public final class LoopCounters {
    private final Loop loop;
    private final Map<String, VirtualHostCounters> virtualHosts = new HashMap<>();
    private final Map<Exchange, ExchangeCounters> exchanges = new WeakHashMap<>(); // they go with their exchange
    private final long[] churn = new long[Churn.values().length];
    private final SizeCounters sizes = new SizeCounters();
    private final Samples samples;

    LoopCounters(Loop loop) {
        this.loop = loop;
        this.samples = new Samples(loop.clock().nanos(), churn.length);
    }

    public Loop loop() {
        return loop;
    }

    public VirtualHostCounters virtualHost(String name) {
        return virtualHosts.computeIfAbsent(
                name, n -> new VirtualHostCounters(loop.clock().nanos()));
    }

    public ExchangeCounters exchange(Exchange exchange) {
        return exchanges.computeIfAbsent(
                exchange, x -> new ExchangeCounters(loop.clock().nanos()));
    }

    public void count(Churn what) {
        churn[what.ordinal()]++;
    }

    /** A publisher has sent a message. */
    public void received(int bodyBytes) {
        sizes.count(bodyBytes);
    }

    /** Everything but the exchanges, as of now. */
    public LoopFigures read() {
        long now = loop.clock().nanos();
        Map<String, VirtualHostFigures> hosts = new HashMap<>();
        virtualHosts.forEach((name, counters) -> hosts.put(name, counters.read(now)));
        return new LoopFigures(hosts, sizes.read(), churn.clone(), samples.rates(now, churn));
    }

    /** What was published to that exchange from this loop, as of now. */
    public ExchangeFigures read(Exchange exchange) {
        ExchangeCounters counters = exchanges.get(exchange);
        return counters == null
                ? ExchangeFigures.NONE
                : counters.read(loop.clock().nanos());
    }
}
