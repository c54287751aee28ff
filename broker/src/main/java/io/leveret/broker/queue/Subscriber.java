// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Message;
import io.leveret.loop.Loop;

/** A consumer's session as its queue sees it. Called only on {@link #loop}. */
public interface Subscriber {

    Loop loop();

    /** Whether the session takes another message now; after a {@code false} it runs {@code resume} once it does again. */
    boolean ready(Runnable resume);

    /** Takes the place of a delivery to come, where the session limits how many there may be. */
    void reserve();

    /** Gives the place back. */
    void release();

    void deliver(QueueRef queue, long sequence, boolean redelivered, Message message);

    /**
     * The queue has ended the consumer: it has held a message for too long.
     *
     * @param then runs on {@link #loop} when the session will settle nothing any more that it got through this consumer
     */
    void timedOut(long timeoutMillis, Runnable then);

    /** The queue has ended the consumer: it was deleted. */
    void cancelled();
}
