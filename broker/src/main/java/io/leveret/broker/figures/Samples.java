// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.figures;

/**
 * Two earlier readings of some counters, rotated when they are read: what rates are computed from. There is no clock that
 * ticks, so nothing is sampled that nobody looks at; whoever looks every few seconds gets the rate of the last few
 * seconds, and the first look gets the average since the beginning. Owned by the counters' loop.
 */
public final class Samples {
    private static final long INTERVAL_NANOS = 5_000_000_000L;

    private long olderNanos;
    private long newerNanos;
    private long[] older;
    private long[] newer;

    /** Counters that were all 0 at that time. */
    public Samples(long startNanos, int counters) {
        this.olderNanos = startNanos;
        this.newerNanos = startNanos;
        this.older = new long[counters];
        this.newer = older;
    }

    /** How much each grew a second since the older sample; keeps the values as the newer one when that is due. */
    public double[] rates(long nowNanos, long[] values) {
        if (nowNanos - newerNanos >= INTERVAL_NANOS) {
            older = newer;
            olderNanos = newerNanos;
            newer = values.clone();
            newerNanos = nowNanos;
        }
        double seconds = (nowNanos - olderNanos) / 1e9;
        double[] rates = new double[values.length];
        for (int i = 0; i < values.length && seconds > 0; i++) {
            rates[i] = (values[i] - older[i]) / seconds;
        }
        return rates;
    }
}
