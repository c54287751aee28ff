// SPDX-License-Identifier: Apache-2.0
package io.leveret.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A loop of a simulation: its tasks run on the test's thread when {@link VirtualLoops} says so, its timers when virtual
 * time gets there. A task that throws ends the test.
 */
public final class VirtualLoop implements Loop {
    private final VirtualLoops all;
    private final int index;

    /** What waits, by the loop that posted it; the last is for what comes from outside. */
    private final List<ArrayDeque<Runnable>> inboxes = new ArrayList<>();

    private final PriorityQueue<VirtualTimer> timers =
            new PriorityQueue<>(Comparator.comparingLong(VirtualTimer::due).thenComparingLong(VirtualTimer::number));
    private long lastTimer;

    private record VirtualTimer(long due, long number, Runnable task) {}

    VirtualLoop(VirtualLoops all, int index, int loops) {
        this.all = all;
        this.index = index;
        for (int sender = 0; sender <= loops; sender++) {
            inboxes.add(new ArrayDeque<>());
        }
    }

    /** Does it now as if it were one of the loop's tasks: how the test acts for things that live here. */
    public void enter(Runnable task) {
        all.run(this, task);
    }

    @Override
    public void execute(Runnable task) {
        VirtualLoop sender = all.current();
        inboxes.get(sender == null ? inboxes.size() - 1 : sender.index).addLast(task);
    }

    @Override
    public Timer after(long delayMillis, Runnable task) {
        assertInLoop();
        VirtualTimer timer = new VirtualTimer(all.dueAfter(delayMillis), ++lastTimer, task);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    @Override
    public boolean inLoop() {
        return all.current() == this;
    }

    @Override
    public Clock clock() {
        return all.clock();
    }

    /** Runs up to so many tasks of one sender; false where there are none. */
    boolean turn(Random random, int tasks) {
        int first = random.nextInt(inboxes.size());
        for (int i = 0; i < inboxes.size(); i++) {
            ArrayDeque<Runnable> inbox = inboxes.get((first + i) % inboxes.size());
            if (!inbox.isEmpty()) {
                for (int task = 0; task < tasks && !inbox.isEmpty(); task++) {
                    all.run(this, inbox.removeFirst());
                }
                return true;
            }
        }
        return false;
    }

    void timersDue() {
        while (nextDue() <= clock().nanos()) {
            VirtualTimer timer = timers.remove();
            all.run(this, () -> execute(timer.task));
        }
    }

    long nextDue() {
        VirtualTimer next = timers.peek();
        return next == null ? Long.MAX_VALUE : next.due;
    }

    @Override
    public String toString() {
        return "virtual loop " + index;
    }
}
