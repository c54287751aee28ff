// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.figures.MessageCounters;
import io.leveret.broker.figures.MessageEvent;
import io.leveret.broker.figures.MessageFigures;
import io.leveret.broker.figures.Rate;
import io.leveret.broker.figures.Samples;
import io.leveret.loop.Clock;
import org.jspecify.annotations.Nullable;

/** What operators are told of a queue beside what it holds; nothing is kept for one that nobody uses. Owned by the queue's loop. */
final class QueueFigures {
    private final Clock clock;
    private final long startNanos;
    private long idleSinceMillis;
    private long eventsSeen;
    private @Nullable MessageCounters counters;
    private @Nullable Samples lengths;

    QueueFigures(Clock clock) {
        this.clock = clock;
        this.startNanos = clock.nanos();
        this.idleSinceMillis = clock.epochMillis();
    }

    MessageCounters counters() {
        MessageCounters present = counters;
        if (present == null) {
            present = new MessageCounters(startNanos);
            counters = present;
        }
        return present;
    }

    MessageFigures messages() {
        MessageCounters present = counters;
        return present == null ? MessageFigures.NONE : present.read(clock.nanos());
    }

    /** Since when nothing has happened: the time of the last look before which something had. */
    long idleSinceMillis(MessageFigures messages) {
        long events = 0;
        for (MessageEvent event : MessageEvent.values()) {
            events += messages.total(event);
        }
        if (events != eventsSeen) {
            eventsSeen = events;
            idleSinceMillis = clock.epochMillis();
        }
        return idleSinceMillis;
    }

    /** How many are ready and unacknowledged, with how that changes. */
    Rate[] lengths(long ready, long unacknowledged) {
        Samples kept = lengths;
        if (kept == null) {
            kept = new Samples(startNanos, 2);
            lengths = kept;
        }
        double[] rates = kept.rates(clock.nanos(), new long[] {ready, unacknowledged});
        return new Rate[] {new Rate(ready, rates[0]), new Rate(unacknowledged, rates[1])};
    }
}
