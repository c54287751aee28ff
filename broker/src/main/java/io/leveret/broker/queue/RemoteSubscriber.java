// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Message;
import io.leveret.loop.Loop;
import org.jspecify.annotations.Nullable;

/**
 * A consumer whose session lives on another loop than its queue: deliveries travel there within a window, which opens
 * again as the session's socket takes them. Where a channel limits what its consumers hold together, only the session
 * knows whether there is room, so each delivery waits for its word; that costs a way there and back.
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
    private boolean rationed; // each delivery needs a grant
    private boolean asking;
    private boolean granted;

    // of the session's loop
    private int arrivedBytes;
    private boolean reportDue;

    private RemoteSubscriber(Loop queueLoop, Subscriber session, boolean rationed) {
        this.queueLoop = queueLoop;
        this.session = session;
        this.rationed = rationed;
    }

    /** The session itself where it lives on the queue's loop. */
    static Subscriber wrap(QueueRef queue, ConsumerSpec spec) {
        Subscriber session = spec.subscriber();
        return session.loop() == queue.loop() ? session : new RemoteSubscriber(queue.loop(), session, spec.rationed());
    }

    /** Whether the channel limits, from now on, what its consumers hold together. */
    void ration(boolean on) {
        rationed = on;
    }

    @Override
    public Loop loop() {
        return queueLoop;
    }

    @Override
    public boolean ready(Runnable whenReady) {
        boolean room = underWayBytes < WINDOW_BYTES;
        if (room && (granted || !rationed)) {
            return true;
        }
        resume = whenReady;
        if (room && !asking) {
            asking = true;
            session.loop().execute(this::ask);
        }
        return false;
    }

    private void ask() {
        if (session.ready(this::ask)) {
            session.reserve();
            queueLoop.execute(this::grant);
        }
    }

    private void grant() {
        asking = false;
        granted = true;
        Runnable waiting = resume;
        resume = null;
        if (waiting != null) {
            waiting.run();
        }
        if (granted) { // somebody else has taken the message meanwhile
            granted = false;
            session.loop().execute(session::release);
        }
    }

    @Override
    public void deliver(QueueRef queue, long sequence, boolean redelivered, Message message) {
        message.keep();
        int bytes = message.bodyBytes() + DELIVERY_BYTES;
        underWayBytes += bytes;
        boolean reserved = granted;
        granted = false;
        session.loop().execute(() -> {
            session.deliver(queue, sequence, redelivered, message);
            if (reserved) {
                session.release(); // the delivery itself counts now
            }
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
    public void reserve() {
        throw new IllegalStateException("a queue does not count for a channel");
    }

    @Override
    public void release() {
        throw new IllegalStateException("a queue does not count for a channel");
    }

    @Override
    public void timedOut(long timeoutMillis, Runnable then) {
        session.loop().execute(() -> session.timedOut(timeoutMillis, () -> queueLoop.execute(then)));
    }

    @Override
    public void cancelled() {
        session.loop().execute(session::cancelled);
    }
}
