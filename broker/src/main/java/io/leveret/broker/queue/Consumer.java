// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import org.jspecify.annotations.Nullable;

/** A queue's side of one consumer: what it may still take. Owned by the queue's loop. */
final class Consumer {
    final ConsumerSpec spec;
    final Subscriber subscriber;
    int unacknowledged;

    /** Whether it stands in line for the next message. */
    boolean inLine;

    /** Whether its session said that it takes nothing now; it will resume the queue. */
    boolean stopped;

    boolean gone;

    /** Whether it is the single active one, and another shall be. */
    boolean yields;

    private final Runnable resume;
    private final @Nullable Long timeoutMillis;

    Consumer(ConsumerSpec spec, Subscriber subscriber, Queue queue) {
        this.spec = spec;
        this.subscriber = subscriber;
        this.resume = () -> queue.resume(this);
        this.timeoutMillis = spec.arguments().integer("x-consumer-timeout");
    }

    /** How long it may hold a message: what it was told, else what the queue says; or {@link QueueSettings#NONE}. */
    long timeoutMillis(QueueSettings settings) {
        long timeout = timeoutMillis == null ? settings.consumerTimeoutMillis() : timeoutMillis;
        return timeout == 0 ? QueueSettings.NONE : timeout;
    }

    /** Asks the session; one that says no is left alone until it resumes the queue. */
    boolean ready() {
        stopped = !subscriber.ready(resume);
        return !stopped;
    }

    void ration(boolean on) {
        if (subscriber instanceof RemoteSubscriber remote) {
            remote.ration(on);
        }
    }

    boolean hasCredit() {
        return spec.noAck() || spec.prefetch() == 0 || unacknowledged < spec.prefetch();
    }
}
