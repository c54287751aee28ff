// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Message;
import io.leveret.loop.Loop;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * When ready messages must go. A message whose deadline is not before those in front of it goes when it is the first in
 * line; the others are kept by deadline, so that they go in time wherever they are. What is only on disk goes when it is
 * read. Owned by the queue's loop.
 */
final class Expiry {
    private static final int STALE_MIN = 64;

    private final Loop loop;
    private final Runnable sweep;
    private final PriorityQueue<QueuedMessage> early = new PriorityQueue<>(
            Comparator.comparingLong((QueuedMessage m) -> m.expiresAt).thenComparingLong(m -> m.sequence));
    private long lastInLine; // the latest deadline of those that go when they are first
    private Loop.@Nullable Timer timer;
    private long timerAt = Long.MAX_VALUE;
    private long oldUpTo; // messages up to this sequence
    private long oldDeadline = Long.MAX_VALUE; // go then at the latest

    /**
     * @param sweep looks for what must go
     * @param line whether there are messages without a deadline in line already
     */
    Expiry(Loop loop, Runnable sweep, boolean line) {
        this.loop = loop;
        this.sweep = sweep;
        this.lastInLine = line ? Long.MAX_VALUE : 0;
    }

    long now() {
        return loop.clock().epochMillis();
    }

    /** The deadline of a message that comes now: the earlier of its own and the queue's; 0 where it has none. */
    static long deadline(long queueTtlMillis, Message message, Loop loop) {
        long own = message.ttlMillis();
        if (own == Message.FOREVER && queueTtlMillis == QueueSettings.NONE) {
            return 0;
        }
        long ttl = own == Message.FOREVER
                ? queueTtlMillis
                : queueTtlMillis == QueueSettings.NONE ? own : Math.min(own, queueTtlMillis);
        return Math.max(1, loop.clock().epochMillis() + ttl);
    }

    /** All that waits now, and has come up to this sequence, goes then at the latest: the queue's time to live has changed. */
    void limitOld(long sequence, long deadline) {
        oldUpTo = sequence;
        oldDeadline = deadline;
        wakeAt(deadline);
    }

    /** A message waits behind all others. */
    void waitsInLine(QueuedMessage message, boolean first) {
        long deadline = message.expiresAt == 0 ? Long.MAX_VALUE : message.expiresAt;
        if (first || deadline >= lastInLine) {
            lastInLine = deadline;
            wakeAt(message.expiresAt);
        } else {
            waits(message);
        }
    }

    /** A message waits somewhere. */
    void waits(QueuedMessage message) {
        if (message.expiresAt != 0) {
            early.add(message);
            wakeAt(message.expiresAt);
        }
    }

    boolean isOver(QueuedMessage message, long now) {
        return (message.expiresAt != 0 && message.expiresAt <= now)
                || (message.sequence <= oldUpTo && oldDeadline <= now);
    }

    /** One that must go and is perhaps not the first in line; null where there is none. */
    @Nullable
    QueuedMessage nextEarly(long now) {
        QueuedMessage next = nextEarly();
        return next == null || next.expiresAt > now ? null : next;
    }

    private @Nullable QueuedMessage nextEarly() {
        QueuedMessage next = early.peek();
        while (next != null && !next.ready) {
            early.poll();
            next = early.peek();
        }
        return next;
    }

    /**
     * Nothing is left that must go now.
     *
     * @param waiting how many are in memory
     * @param first of those in line; null where there is none
     */
    void swept(long waiting, @Nullable QueuedMessage first) {
        if (early.size() > STALE_MIN && early.size() > 2 * waiting) {
            early.removeIf(message -> !message.ready);
        }
        QueuedMessage next = nextEarly();
        if (next != null) {
            wakeAt(next.expiresAt);
        }
        if (first != null) {
            wakeAt(first.expiresAt);
            if (first.sequence <= oldUpTo) {
                wakeAt(oldDeadline);
            }
        }
    }

    private void wakeAt(long deadline) {
        if (deadline == 0 || deadline >= timerAt) {
            return;
        }
        Loop.Timer before = timer;
        if (before != null) {
            before.cancel();
        }
        timerAt = deadline;
        timer = loop.after(Math.max(0, deadline - now()), () -> {
            timer = null;
            timerAt = Long.MAX_VALUE;
            sweep.run();
        });
    }

    void stop() {
        Loop.Timer before = timer;
        if (before != null) {
            before.cancel();
        }
        timer = null;
        timerAt = Long.MIN_VALUE; // no other one
        early.clear();
    }
}
