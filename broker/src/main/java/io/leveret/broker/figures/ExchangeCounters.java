// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.figures;

import org.jspecify.annotations.Nullable;

/** What one loop's connections have published to one exchange. Owned by that loop. */
public final class ExchangeCounters {
    private final long startNanos;
    private long in;
    private long out;
    private @Nullable Samples samples;

    ExchangeCounters(long nowNanos) {
        this.startNanos = nowNanos;
    }

    /** A message came in and went to so many queues. */
    public void published(int queues) {
        in++;
        out += queues;
    }

    ExchangeFigures read(long nowNanos) {
        Samples kept = samples;
        if (kept == null) {
            kept = new Samples(startNanos, 2);
            samples = kept;
        }
        double[] rates = kept.rates(nowNanos, new long[] {in, out});
        return new ExchangeFigures(new Rate(in, rates[0]), new Rate(out, rates[1]));
    }
}
