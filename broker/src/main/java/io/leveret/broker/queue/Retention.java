// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Message;
import io.leveret.loop.Loop;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How much a queue keeps, and how long: gives up what has waited too long and what is too much, a slice in each turn.
 * Owned by the queue's loop.
 */
final class Retention {
    private static final int DEATHS_PER_TURN_MAX = 256;

    /** What is not ready, and counts towards the limits all the same. */
    interface Aside {
        long messages();

        long bodyBytes();
    }

    /** Takes what is given up; it is in no place of the queue any more, but in its log. */
    interface Deaths {
        void dies(QueuedMessage message, DeathReason reason);
    }

    private final Loop loop;
    private final Priorities ready;
    private final Deaths deaths;
    private final Aside aside;
    private final BooleanSupplier congested;
    private final Runnable changed;
    private long ttlMillis = QueueSettings.NONE;
    private @Nullable QueueLimits limits;
    private @Nullable Expiry expiry;
    private boolean sweepsLater;
    private boolean trimsLater;

    /**
     * @param aside messages that wait for their time or are on their way out
     * @param congested whether no more deaths are welcome now; then {@link #eased} is called later
     * @param changed told when it is another message's turn than before
     */
    Retention(Loop loop, Priorities ready, Aside aside, Deaths deaths, BooleanSupplier congested, Runnable changed) {
        this.loop = loop;
        this.ready = ready;
        this.aside = aside;
        this.deaths = deaths;
        this.congested = congested;
        this.changed = changed;
    }

    /** The first settings. */
    void begin(QueueSettings settings) {
        ttlMillis = settings.messageTtlMillis();
        limits = QueueLimits.of(settings);
    }

    /**
     * Other settings. A new time to live counts from now on for what waits: when it came is not known.
     *
     * @param lastSequence of what has come until now
     */
    void configure(QueueSettings settings, long lastSequence) {
        long ttlBefore = ttlMillis;
        begin(settings);
        if (ttlMillis != ttlBefore) {
            if (ttlMillis != QueueSettings.NONE && !ready.isEmpty()) {
                present().limitOld(lastSequence, loop.clock().epochMillis() + ttlMillis);
            } else if (expiry != null) {
                expiry.limitOld(0, Long.MAX_VALUE);
            }
        }
        trim();
    }

    /** The messages that a store has kept are there: what must go will be read. */
    void start() {
        if (ttlMillis != QueueSettings.NONE || limits != null) {
            ready.forEach(ReadyMessages::peek);
            trim();
        }
    }

    // ---- what comes

    /** Whether a message that comes is one too many and has to go itself. */
    boolean refuses(Message message) {
        return limits != null
                && limits.refuses(
                        ready.count() + aside.messages(), ready.bodyBytes() + aside.bodyBytes(), message.bodyBytes());
    }

    /** When a message that comes must go; 0: never. */
    long deadline(Message message) {
        return Expiry.deadline(ttlMillis, message, loop);
    }

    /** A message has come and waits in memory; as {@link #waits}, but one that may not wait goes at once. */
    void comes(QueuedMessage message, boolean first) {
        waits(message, first);
        Expiry present = expiry;
        if (present != null && message.expiresAt != 0 && message.expiresAt <= present.now()) {
            sweep();
        }
    }

    /**
     * A message waits in memory, behind all others.
     *
     * @param first whether there are none
     */
    void waits(QueuedMessage message, boolean first) {
        Expiry present = expiry;
        if (present == null) {
            if (message.expiresAt == 0) {
                return;
            }
            present = new Expiry(loop, this::sweep, !first);
            expiry = present;
        }
        if (ready.single()) {
            present.waitsInLine(message, first);
        } else {
            present.waits(message);
        }
    }

    /** A message waits again, at its old place. */
    void waitsSomewhere(QueuedMessage message) {
        if (message.expiresAt != 0) {
            present().waits(message);
        }
    }

    private Expiry present() {
        Expiry present = expiry;
        if (present == null) {
            present = new Expiry(loop, this::sweep, !ready.isEmpty());
            expiry = present;
        }
        return present;
    }

    // ---- what has waited too long

    /** Whether the next message must not be handed out any more; then it, and all like it, will have gone soon. */
    boolean nextIsOver() {
        Expiry present = expiry;
        if (present == null || !isOver(present, ready.peek())) {
            return false;
        }
        sweepSome(present);
        return isOver(present, ready.peek());
    }

    private static boolean isOver(Expiry present, @Nullable QueuedMessage message) {
        return message != null && present.isOver(message, present.now());
    }

    private void sweep() {
        if (expiry != null && sweepSome(expiry)) {
            changed.run();
        }
    }

    private boolean sweepSome(Expiry present) {
        if (sweepsLater) {
            return false;
        }
        long now = present.now();
        int swept = 0;
        QueuedMessage next = nextOver(present, now);
        while (next != null) {
            if (swept == DEATHS_PER_TURN_MAX || congested.getAsBoolean()) {
                sweepLater();
                return swept > 0;
            }
            next.home.remove(next);
            deaths.dies(next, DeathReason.EXPIRED);
            swept++;
            next = nextOver(present, now);
        }
        ready.forEach(level -> present.swept(ready.residentCount(), level.peek()));
        return swept > 0;
    }

    private void sweepLater() {
        sweepsLater = true;
        if (!congested.getAsBoolean()) {
            loop.execute(() -> {
                sweepsLater = false;
                sweep();
            });
        }
    }

    private @Nullable QueuedMessage nextOver(Expiry present, long now) {
        QueuedMessage early = present.nextEarly(now);
        return early == null ? ready.find(first -> present.isOver(first, now)) : early;
    }

    // ---- what is too much

    /** Gives up the oldest as long as there is too much. */
    void trim() {
        QueueLimits present = limits;
        if (present == null || trimsLater) {
            return;
        }
        int dropped = 0;
        while (!ready.isEmpty()
                && present.exceeded(ready.count() + aside.messages(), ready.bodyBytes() + aside.bodyBytes())) {
            if (dropped == DEATHS_PER_TURN_MAX || congested.getAsBoolean()) {
                trimLater();
                return;
            }
            QueuedMessage oldest = ready.poll();
            if (oldest == null) {
                ready.hasNext(); // has it read, and goes on then
                return;
            }
            deaths.dies(oldest, DeathReason.MAXLEN);
            dropped++;
        }
    }

    private void trimLater() {
        trimsLater = true;
        if (!congested.getAsBoolean()) {
            loop.execute(() -> {
                trimsLater = false;
                trim();
            });
        }
    }

    /** Deaths are welcome again. */
    void eased() {
        if (sweepsLater) {
            sweepsLater = false;
            sweep();
        }
        if (trimsLater) {
            trimsLater = false;
            trim();
        }
    }

    /** The queue has ended. */
    void stop() {
        limits = null;
        if (expiry != null) {
            expiry.stop();
        }
    }
}
