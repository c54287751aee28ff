// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.figures;

import org.jspecify.annotations.Nullable;

/** What went over one or more sockets, either way. Owned by one loop. */
public final class ByteCounters {
    private final long startNanos;
    private long receivedBytes;
    private long sentBytes;
    private long reads;
    private long writes;
    private @Nullable Samples samples;

    public ByteCounters(long nowNanos) {
        this.startNanos = nowNanos;
    }

    public void received(int bytes) {
        receivedBytes += bytes;
        reads++;
    }

    public void sent(int bytes) {
        sentBytes += bytes;
        writes++;
    }

    /** All that was sent so far, bytes. */
    public long sentBytes() {
        return sentBytes;
    }

    public ByteFigures read(long nowNanos) {
        Samples kept = samples;
        if (kept == null) {
            kept = new Samples(startNanos, 2);
            samples = kept;
        }
        double[] rates = kept.rates(nowNanos, new long[] {receivedBytes, sentBytes});
        return new ByteFigures(new Rate(receivedBytes, rates[0]), new Rate(sentBytes, rates[1]), reads, writes);
    }
}
