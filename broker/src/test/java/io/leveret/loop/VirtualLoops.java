// SPDX-License-Identifier: Apache-2.0
package io.leveret.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Loops on the test's thread and one virtual clock. Which loop goes on, with whose tasks and how many of them in one
 * turn, is drawn from one random source, so that a seed replays a run. Of the order of tasks only that is kept which
 * {@link Loop} promises: those that one loop posts to another stay in order.
 */
public final class VirtualLoops {
    private static final int TASKS_PER_TURN_MAX = 8;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Random random;
    private final List<VirtualLoop> loops = new ArrayList<>();
    private @Nullable VirtualLoop current;
    private long nanos = 1_000 * NANOS_PER_MILLI;

    private final Clock clock = new Clock() {
        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long epochMillis() {
            return nanos / NANOS_PER_MILLI;
        }
    };

    public VirtualLoops(int count, Random random) {
        this.random = random;
        for (int i = 0; i < count; i++) {
            loops.add(new VirtualLoop(this, i, count));
        }
    }

    public List<VirtualLoop> loops() {
        return List.copyOf(loops);
    }

    public Clock clock() {
        return clock;
    }

    /** Lets a loop with something to do run some of it; false where none has. Time stands still. */
    public boolean turn() {
        int first = random.nextInt(loops.size());
        for (int i = 0; i < loops.size(); i++) {
            VirtualLoop loop = loops.get((first + i) % loops.size());
            if (loop.turn(random, 1 + random.nextInt(TASKS_PER_TURN_MAX))) {
                return true;
            }
        }
        return false;
    }

    /** Takes turns until no loop has anything to do. */
    public void turnAll() {
        while (turn()) {}
    }

    /** Lets time go by; timers whose time has come become tasks, in the order of their times. */
    public void pass(long millis) {
        nanos += millis * NANOS_PER_MILLI;
        loops.forEach(VirtualLoop::timersDue);
    }

    /** Lets time go by until the next timer is due; false where there is none. */
    public boolean passToNextTimer() {
        long due = loops.stream().mapToLong(VirtualLoop::nextDue).min().orElse(Long.MAX_VALUE);
        if (due == Long.MAX_VALUE) {
            return false;
        }
        nanos = Math.max(nanos, due);
        loops.forEach(VirtualLoop::timersDue);
        return true;
    }

    @Nullable
    VirtualLoop current() {
        return current;
    }

    void run(VirtualLoop loop, Runnable task) {
        VirtualLoop outer = current;
        current = loop;
        try {
            task.run();
        } finally {
            current = outer;
        }
    }

    long dueAfter(long millis) {
        return nanos + millis * NANOS_PER_MILLI;
    }
}
