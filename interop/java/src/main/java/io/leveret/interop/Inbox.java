// SPDX-License-Identifier: Apache-2.0
package io.leveret.interop;

import static io.leveret.interop.Stories.equal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What came in on a client's thread, to be waited for on the story's. */
final class Inbox<T> {
    private static final int DELIVERY_SECONDS = 20;
    private static final int QUIET_MILLIS = 200;

    private final BlockingQueue<T> items = new LinkedBlockingQueue<>();

    void put(T item) {
        items.add(item);
    }

    /** Exactly so many: a moment is spent on waiting for one too many. */
    List<T> take(int count) throws InterruptedException {
        List<T> taken = new ArrayList<>();
        while (taken.size() < count) {
            T item = items.poll(DELIVERY_SECONDS, TimeUnit.SECONDS);
            if (item == null) throw new AssertionError(taken.size() + " of " + count + " came: " + taken);
            taken.add(item);
        }
        equal(items.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS), null, "one too many");
        return taken;
    }
}
