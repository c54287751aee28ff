// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

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

    private final Runnable resume;

    Consumer(ConsumerSpec spec, Subscriber subscriber, Queue queue) {
        this.spec = spec;
        this.subscriber = subscriber;
        this.resume = () -> queue.resume(this);
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
