// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.loop.Loop;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** When consumers that hold a message for too long must end. Owned by the queue's loop. */
final class ConsumerTimeouts {
    private static final int STALE_MIN = 64;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Ends a consumer. */
    interface End {
        void timedOut(Consumer consumer, long timeoutMillis);
    }

    /** A delivery that must be settled in time; {@code delivery} tells it from others of the same message. */
    private record Hold(QueuedMessage message, Consumer consumer, int delivery, long dueNanos, long timeoutMillis) {
        boolean isOver() {
            return message.consumer != consumer || message.deliveries != delivery;
        }
    }

    private final Loop loop;
    private final End end;
    private @Nullable PriorityQueue<Hold> holds;
    private Loop.@Nullable Timer timer;
    private long timerAtNanos;

    ConsumerTimeouts(Loop loop, End end) {
        this.loop = loop;
        this.end = end;
    }

    /**
     * A consumer is given a message that it must settle in time.
     *
     * @param held how many messages consumers hold together
     */
    void add(QueuedMessage message, Consumer consumer, long timeoutMillis, int held) {
        PriorityQueue<Hold> present = holds;
        if (present == null) {
            present = new PriorityQueue<>(Comparator.comparingLong(Hold::dueNanos));
            holds = present;
        }
        if (present.size() > STALE_MIN && present.size() > 2 * held) {
            present.removeIf(Hold::isOver);
        }
        long due = loop.clock().nanos() + timeoutMillis * NANOS_PER_MILLI;
        present.add(new Hold(message, consumer, message.deliveries, due, timeoutMillis));
        if (timer == null || due < timerAtNanos) {
            wake(present);
        }
    }

    private void wake(PriorityQueue<Hold> present) {
        Loop.Timer before = timer;
        if (before != null) {
            before.cancel();
        }
        timer = null;
        Hold first = present.peek();
        if (first != null) {
            timerAtNanos = first.dueNanos;
            long nanos = first.dueNanos - loop.clock().nanos();
            timer = loop.after(Math.max(0, (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI), () -> check(present));
        }
    }

    private void check(PriorityQueue<Hold> present) {
        timer = null;
        long now = loop.clock().nanos();
        for (Hold first = present.peek(); first != null; first = present.peek()) {
            if (!first.isOver() && first.dueNanos > now) {
                break;
            }
            present.poll();
            if (!first.isOver()) {
                end.timedOut(first.consumer, first.timeoutMillis);
            }
        }
        wake(present);
    }

    /** The queue has ended. */
    void stop() {
        holds = null;
        Loop.Timer before = timer;
        if (before != null) {
            before.cancel();
            timer = null;
        }
    }
}
