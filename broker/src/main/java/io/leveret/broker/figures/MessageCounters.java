// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.figures;

import org.jspecify.annotations.Nullable;

/** How often each {@link MessageEvent} has happened in one place. Owned by one loop; counting is one addition. */
public final class MessageCounters {
    private static final int KINDS = MessageEvent.values().length;

    private final long startNanos;
    private long published;
    private long confirmed;
    private long returned;
    private long dropped;
    private long delivered;
    private long deliveredNoAck;
    private long got;
    private long gotNoAck;
    private long gotNothing;
    private long redelivered;
    private long acknowledged;
    private @Nullable Samples samples;

    /**
     * @param nowNanos when counting begins, by the owner's clock
     */
    public MessageCounters(long nowNanos) {
        this.startNanos = nowNanos;
    }

    public void published() {
        published++;
    }

    public void confirmed() {
        confirmed++;
    }

    /** A mandatory message without a queue. */
    public void returned() {
        returned++;
    }

    /** A message without a queue that nobody wants back. */
    public void dropped() {
        dropped++;
    }

    public void delivered(boolean noAck, boolean again) {
        if (noAck) {
            deliveredNoAck++;
        } else {
            delivered++;
        }
        if (again) {
            redelivered++;
        }
    }

    public void got(boolean noAck, boolean again) {
        if (noAck) {
            gotNoAck++;
        } else {
            got++;
        }
        if (again) {
            redelivered++;
        }
    }

    public void gotNothing() {
        gotNothing++;
    }

    public void acknowledged() {
        acknowledged++;
    }

    /** Everything as of now, with the rates since the sample before the last. */
    public MessageFigures read(long nowNanos) {
        Samples kept = samples;
        if (kept == null) {
            kept = new Samples(startNanos, KINDS);
            samples = kept;
        }
        long[] totals = {
            published,
            confirmed,
            returned,
            dropped,
            delivered,
            deliveredNoAck,
            got,
            gotNoAck,
            gotNothing,
            redelivered,
            acknowledged
        };
        return new MessageFigures(totals, kept.rates(nowNanos, totals));
    }
}
