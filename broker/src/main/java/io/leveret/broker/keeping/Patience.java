// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

import io.leveret.broker.queue.PublisherCredit;
import io.leveret.loop.Loop;

/** Who writes much to the store of its own loop, and waits while that is too far behind. Owned by the loop. */
final class Patience implements PublisherCredit {
    private final Loop loop;
    private final Runnable goOn;
    private boolean held;

    Patience(Loop loop, Runnable goOn) {
        this.loop = loop;
        this.goOn = goOn;
    }

    boolean held() {
        return held;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void taken(int bytes) {}

    @Override
    public void returned(int bytes) {}

    @Override
    public void hold() {
        held = true;
    }

    @Override
    public void release() {
        held = false;
        goOn.run();
    }
}
