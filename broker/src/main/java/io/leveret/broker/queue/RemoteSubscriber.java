// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Message;
import io.leveret.loop.Loop;
import org.jspecify.annotations.Nullable;

/**
 * A consumer whose session lives on another loop than its queue: deliveries travel there within a window, which opens
 * again as the session's socket takes them.
 */
final class RemoteSubscriber implements Subscriber {
    private static final int WINDOW_BYTES = 1 << 20;

    /** What a delivery counts beside its body, so that many small ones fill the window too. */
    private static final int DELIVERY_BYTES = 512;

    private final Loop queueLoop;
    private final Subscriber session;

    // of the queue's loop
    private int underWayBytes;
    private @Nullable Runnable resume;

    // of the session's loop
    private int arrivedBytes;
    private boolean reportDue;

    private RemoteSubscriber(Loop queueLoop, Subscriber session) {
        this.queueLoop = queueLoop;
        this.session = session;
    }

    /** The session itself where it lives on the queue's loop. */
    static Subscriber wrap(QueueRef queue, ConsumerSpec spec) {
        Subscriber session = spec.subscriber();
        return session.loop() == queue.loop() ? session : new RemoteSubscriber(queue.loop(), session);
    }

    @Override
    public Loop loop() {
        return queueLoop;
    }

    @Override
    public boolean ready(Runnable whenReady) {
        if (underWayBytes < WINDOW_BYTES) {
            return true;
        }
        resume = whenReady;
        return false;
    }

    @Override
    public void deliver(QueueRef queue, long sequence, boolean redelivered, Message message) {
        message.keep();
        int bytes = message.bodyBytes() + DELIVERY_BYTES;
        underWayBytes += bytes;
        session.loop().execute(() -> {
            session.deliver(queue, sequence, redelivered, message);
            arrivedBytes += bytes;
            if (!reportDue) {
                reportDue = true;
                session.loop().execute(this::report); // after the rest of what travelled together
            }
        });
    }

    private void report() {
        if (!session.ready(this::report)) {
            return;
        }
        reportDue = false;
        int bytes = arrivedBytes;
        arrivedBytes = 0;
        queueLoop.execute(() -> landed(bytes));
    }

    private void landed(int bytes) {
        underWayBytes -= bytes;
        Runnable waiting = resume;
        if (waiting != null && underWayBytes < WINDOW_BYTES) {
            resume = null;
            waiting.run();
        }
    }

    @Override
    public void cancelled() {
        session.loop().execute(session::cancelled);
    }
}
