// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.loop.Loop;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a queue may be unused ({@code x-expires}): without consumers, and neither declared again nor asked for a
 * message. Owned by the queue's loop.
 */
final class Lease {
    private final Loop loop;
    private final long millis;
    private final BooleanSupplier inUse;
    private final Runnable end;
    private long usedAtNanos;
    private Loop.@Nullable Timer timer;

    /**
     * @param inUse whether it is used all the time
     * @param end what happens when it was not used for so long
     */
    Lease(Loop loop, long millis, BooleanSupplier inUse, Runnable end) {
        this.loop = loop;
        this.millis = millis;
        this.inUse = inUse;
        this.end = end;
        use();
        wakeIn(millis);
    }

    long millis() {
        return millis;
    }

    /** From now on the time counts anew. */
    void use() {
        usedAtNanos = loop.clock().nanos();
    }

    private void wakeIn(long delayMillis) {
        timer = loop.after(delayMillis, this::check);
    }

    private void check() {
        timer = null;
        if (inUse.getAsBoolean()) {
            use();
        }
        long left = millis - (loop.clock().nanos() - usedAtNanos) / 1_000_000;
        if (left > 0) {
            wakeIn(left);
        } else {
            end.run();
        }
    }

    void stop() {
        Loop.Timer present = timer;
        if (present != null) {
            present.cancel();
            timer = null;
        }
    }
}
