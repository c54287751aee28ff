// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import io.leveret.loop.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread for each worker. */
final class ThreadCrew implements Crew {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadCrew.class);
    private static final long PAUSE_AFTER_ERROR_NANOS = 1_000_000_000;

    private final Clock clock;

    ThreadCrew(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Shift hire(String name, Worker worker) {
        return new ThreadShift(name, worker, clock);
    }

    private static final class ThreadShift implements Shift, Runnable {
        private final Worker worker;
        private final Clock clock;
        private final Thread thread;
        private final AtomicBoolean woken = new AtomicBoolean();
        private volatile boolean ended;

        ThreadShift(String name, Worker worker, Clock clock) {
            this.worker = worker;
            this.clock = clock;
            this.thread = new Thread(this, name);
            thread.setDaemon(true);
        }

        @Override
        public void begin() {
            thread.start();
        }

        @Override
        public void run() {
            while (!ended) {
                woken.set(false);
                long wait = turn();
                if (wait > 0 && !woken.get() && !ended) {
                    LockSupport.parkNanos(this, wait);
                }
            }
        }

        private long turn() {
            try {
                return worker.turn(clock.nanos());
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                LOG.error("{} failed, goes on in a second", thread.getName(), e);
                return PAUSE_AFTER_ERROR_NANOS;
            }
        }

        @Override
        public void wake() {
            if (!woken.get() && !woken.getAndSet(true)) {
                LockSupport.unpark(thread);
            }
        }

        @Override
        public void end() {
            ended = true;
            LockSupport.unpark(thread);
            boolean interrupted = false;
            while (thread.isAlive() && thread != Thread.currentThread()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
