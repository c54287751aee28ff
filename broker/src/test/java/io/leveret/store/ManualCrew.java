// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import io.leveret.loop.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Gives workers their turns when the test says so, on the test's thread and clock. */
final class ManualCrew implements Crew, Clock {
    private final List<ManualShift> shifts = new ArrayList<>();
    private long nanos = 1;

    private final class ManualShift implements Shift {
        private final Worker worker;
        private long due = Long.MAX_VALUE;
        private boolean ended;
        private boolean underWay;

        ManualShift(Worker worker) {
            this.worker = worker;
        }

        @Override
        public void begin() {
            wake();
        }

        @Override
        public void wake() {
            due = 0;
        }

        @Override
        public void end() {
            ended = true;
        }

        private boolean isDue() {
            return !ended && !underWay && due <= nanos;
        }

        private void turn() {
            due = Long.MAX_VALUE;
            underWay = true;
            long wait = worker.turn(nanos);
            underWay = false;
            if (wait < Long.MAX_VALUE - nanos) {
                due = Math.min(due, nanos + wait);
            }
        }
    }

    @Override
    public Shift hire(String name, Worker worker) {
        ManualShift shift = new ManualShift(worker);
        shifts.add(shift);
        return shift;
    }

    /**
     * One turn of a worker that wants one; false when none does. May be called within another worker's turn, while that
     * one waits for the disk.
     */
    boolean turn(Random random) {
        List<ManualShift> due = shifts.stream().filter(ManualShift::isDue).toList();
        if (due.isEmpty()) {
            return false;
        }
        due.get(random.nextInt(due.size())).turn();
        return true;
    }

    /** Gives turns until nobody wants one. */
    void turnAll() {
        Random any = new Random(0);
        while (turn(any)) {}
    }

    void pass(long time) {
        nanos += time;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public long epochMillis() {
        return nanos / 1_000_000;
    }
}
