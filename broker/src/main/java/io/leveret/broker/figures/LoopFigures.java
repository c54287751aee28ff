// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.figures;

import java.util.HashMap;
import java.util.Map;

/** What the connections of one loop, or of several, have done. Immutable. */
@SuppressWarnings("EnumOrdinal") // the arrays are in the enum's order
public final class LoopFigures {
    public static final LoopFigures NONE = new LoopFigures(
            Map.of(), SizeFigures.NONE, new long[Churn.values().length], new double[Churn.values().length]);

    private final Map<String, VirtualHostFigures> virtualHosts;
    private final SizeFigures sizes;
    private final long[] churn;
    private final double[] churnRates;

    /** Takes all over; the arrays in the order of {@link Churn}. */
    LoopFigures(Map<String, VirtualHostFigures> virtualHosts, SizeFigures sizes, long[] churn, double[] churnRates) {
        this.sizes = sizes;
        this.virtualHosts = virtualHosts;
        this.churn = churn;
        this.churnRates = churnRates;
    }

    public VirtualHostFigures virtualHost(String name) {
        return virtualHosts.getOrDefault(name, VirtualHostFigures.NONE);
    }

    /** How large the messages were that publishers sent. */
    public SizeFigures sizes() {
        return sizes;
    }

    public Rate churn(Churn what) {
        return new Rate(churn[what.ordinal()], churnRates[what.ordinal()]);
    }

    /** Of all virtual hosts, also those that are gone. */
    public VirtualHostFigures all() {
        return virtualHosts.values().stream().reduce(VirtualHostFigures.NONE, VirtualHostFigures::plus);
    }

    public LoopFigures plus(LoopFigures other) {
        Map<String, VirtualHostFigures> hosts = new HashMap<>(virtualHosts);
        other.virtualHosts.forEach((name, figures) -> hosts.merge(name, figures, VirtualHostFigures::plus));
        long[] counts = churn.clone();
        double[] rates = churnRates.clone();
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.churn[i];
            rates[i] += other.churnRates[i];
        }
        return new LoopFigures(hosts, sizes.plus(other.sizes), counts, rates);
    }
}
