// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.loop.Loop;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of messages that come back: one whose deliveries have failed too often is given up, the others wait again,
 * at once or after a while. The store remembers what it must after a restart. Owned by the queue's loop.
 */
final class Returns {
    private static final int DUE_PER_TURN_MAX = 256;

    /** Where messages go. */
    interface Ways {
        /** It waits again, at its old place. */
        void again(QueuedMessage message);

        void dies(QueuedMessage message, DeathReason reason);

        /** It is another message's turn than before. */
        void changed();
    }

    /** A message that waits for its time, which is in milliseconds since 1970. */
    private record Later(QueuedMessage message, long due) {}

    private final Loop loop;
    private final Ways ways;
    private QueueSettings settings;
    private @Nullable PriorityQueue<Later> later;
    private long laterBodyBytes;
    private Loop.@Nullable Timer timer;
    private long timerAt = Long.MAX_VALUE;

    Returns(Loop loop, QueueSettings settings, Ways ways) {
        this.loop = loop;
        this.settings = settings;
        this.ways = ways;
    }

    /** From now on these are the settings; who waits already waits no longer and no shorter. */
    void configure(QueueSettings next) {
        settings = next;
    }

    /** A delivery has ended without an end of the message. */
    void comesBack(QueuedMessage message, Settlement how) {
        if (settings.type().counts(how)) {
            message.failed();
        }
        if (settings.deliveryLimit() != QueueSettings.NONE && message.failures > settings.deliveryLimit()) {
            ways.dies(message, DeathReason.DELIVERY_LIMIT);
            return;
        }
        RetryDelay delay = settings.retryDelay();
        long due = delay == null || !delay.delays(how) ? 0 : now() + delay.millis(message.failures);
        if (due != 0 || settings.type().remembersFailures()) {
            int ended = Math.min(QueueLog.MARK_MAX, message.deliveries);
            message.home.log().note(message, new Note(null, ended, message.failures, due).encode());
        }
        if (due == 0) {
            ways.again(message);
        } else {
            await(message, due);
        }
    }

    private long now() {
        return loop.clock().epochMillis();
    }

    private void await(QueuedMessage message, long due) {
        PriorityQueue<Later> present = later;
        if (present == null) {
            present = new PriorityQueue<>(
                    Comparator.comparingLong(Later::due).thenComparingLong(each -> each.message.sequence));
            later = present;
        }
        present.add(new Later(message, due));
        laterBodyBytes += message.bodyBytes;
        wakeAt(due);
    }

    /**
     * A message of before a restart has been read: takes over what is known of it.
     *
     * @param note 0 where nothing is
     * @return whether it is not ready: it waits for its time, or is dead
     */
    boolean recovered(QueuedMessage message, int mark, long note) {
        message.deliveries = mark;
        Note known = Note.decode(note);
        message.failures = (short) settings.type().failures(mark, known);
        DeathReason death = known.death();
        if (death != null) {
            ways.dies(message, death);
            return true;
        }
        if (known.epochMillis() > now()) {
            message.leaveToStore();
            await(message, known.epochMillis());
            return true;
        }
        return false;
    }

    /** How many wait for their time. */
    int count() {
        return later == null ? 0 : later.size();
    }

    long bodyBytes() {
        return laterBodyBytes;
    }

    private void wakeAt(long due) {
        if (due >= timerAt) {
            return;
        }
        stop();
        timerAt = due;
        timer = loop.after(Math.max(0, due - now()), this::wake);
    }

    private void wake() {
        timer = null;
        timerAt = Long.MAX_VALUE;
        PriorityQueue<Later> present = later;
        if (present == null) {
            return;
        }
        long now = now();
        int back = 0;
        Later first = present.peek();
        while (first != null && first.due <= now && back < DUE_PER_TURN_MAX) {
            present.poll();
            laterBodyBytes -= first.message.bodyBytes;
            ways.again(first.message);
            back++;
            first = present.peek();
        }
        if (first != null) {
            wakeAt(first.due);
        }
        if (back > 0) {
            ways.changed();
        }
    }

    /** All that wait for their time are gone. */
    void clear() {
        stop();
        later = null;
        laterBodyBytes = 0;
    }

    private void stop() {
        Loop.Timer before = timer;
        if (before != null) {
            before.cancel();
        }
        timer = null;
        timerAt = Long.MAX_VALUE;
    }
}
