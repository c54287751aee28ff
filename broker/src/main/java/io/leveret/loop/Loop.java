// SPDX-License-Identifier: Apache-2.0
package io.leveret.loop;

/**
 * One thread that owns things: every connection and every queue lives on exactly one loop for life, and is touched by
 * no other thread. Work for something on another loop is posted with {@link #execute}.
 */
public interface Loop {

    /**
     * Runs the task on this loop, after all tasks posted before from the same thread. Callable from any thread; what one
     * loop posts to another during one turn travels together, with one wake-up. A task that throws is logged and costs
     * the loop nothing.
     */
    void execute(Runnable task);

    /** Runs the task on this loop once, after the delay, unless it is cancelled first. Only from this loop. */
    Timer after(long delayMillis, Runnable task);

    /** Whether the calling thread is this loop's. */
    boolean inLoop();

    /** The time as this loop's owners see it. */
    Clock clock();

    /** Runs the task now when the caller is on this loop already, else posts it. */
    default void run(Runnable task) {
        if (inLoop()) {
            task.run();
        } else {
            execute(task);
        }
    }

    /** Entry points of owned things call this first (with {@code assert}). */
    default boolean assertInLoop() {
        if (!inLoop()) {
            throw new IllegalStateException(
                    "called from " + Thread.currentThread().getName() + ", owned by " + this);
        }
        return true;
    }

    /** A task that waits for its time. */
    interface Timer {
        /** Only from the loop that runs it; does nothing once it has run. */
        void cancel();
    }
}
