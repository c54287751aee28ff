// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import io.leveret.loop.Clock;
import io.leveret.loop.Loop;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A loop that runs its tasks when the test says so; the test's thread is always in it. */
final class ManualLoop implements Loop {
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer after(long delayMillis, Runnable task) {
        throw new UnsupportedOperationException("the store needs no timers on loops");
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public Clock clock() {
        return Clock.SYSTEM;
    }

    /** Runs one task; false when there is none. */
    boolean turn() {
        Runnable task = tasks.poll();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    void turnAll() {
        while (turn()) {}
    }
}
