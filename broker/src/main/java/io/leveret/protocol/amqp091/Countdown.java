// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

/** Runs something once it has been run itself so many times. Owned by one loop. */
final class Countdown implements Runnable {
    private final Runnable then;
    private int left;

    Countdown(int times, Runnable then) {
        this.left = times;
        this.then = then;
    }

    @Override
    public void run() {
        if (--left == 0) {
            then.run();
        }
    }
}
