// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Reply;
import io.leveret.broker.message.ReplyCode;
import io.leveret.loop.Loop;
import io.leveret.table.Table;

/** A consumer of a simulated channel: sees that its queue keeps to its prefetch and does not send when told not to. */
final class SimulatedConsumer implements Subscriber, Reply<Integer> {
    /** What a queue of another loop may still send when the session has stopped taking, and one message more. */
    private static final int STALLED_BYTES_MAX = (1 << 20) + 128 * 1024;

    /** What a basic.consume asks for. */
    record Wish(boolean noAck, boolean exclusive, int prefetch, int priority) {}

    final SimulatedChannel channel;
    final SimulatedQueue queue;
    final ConsumerSpec spec;
    int held;
    boolean ended;
    private long bytesSinceStalled;

    SimulatedConsumer(SimulatedChannel channel, SimulatedQueue queue, String tag, Wish wish) {
        this.channel = channel;
        this.queue = queue;
        this.spec = new ConsumerSpec(
                new ConsumerKey(channel.key, tag),
                this,
                wish.noAck(),
                wish.exclusive(),
                wish.prefetch(),
                channel.rationed(),
                wish.priority(),
                Table.EMPTY);
    }

    boolean hasCredit() {
        return spec.noAck() || spec.prefetch() == 0 || held < spec.prefetch();
    }

    @Override
    public Loop loop() {
        return channel.loop;
    }

    @Override
    public boolean ready(Runnable resume) {
        return channel.ready(resume);
    }

    @Override
    public void reserve() {
        channel.takePlace();
    }

    @Override
    public void release() {
        channel.freePlace();
    }

    /** From now on only what is under way may come. */
    void stalled() {
        bytesSinceStalled = 0;
    }

    @Override
    public void deliver(QueueRef from, long sequence, boolean redelivered, Message message) {
        channel.loop.assertInLoop();
        if (from != queue.ref() || ended) {
            throw new AssertionError(from + " delivers to " + this);
        }
        if (channel.stalled()) {
            bytesSinceStalled += message.bodyBytes();
            boolean local = queue.ref().loop() == channel.loop;
            if (local || bytesSinceStalled > STALLED_BYTES_MAX) {
                throw new AssertionError(from + " does not stop sending to " + this);
            }
        }
        channel.delivered(queue, this, sequence, redelivered, message);
        if (!spec.noAck() && spec.prefetch() != 0 && held > spec.prefetch()) {
            throw new AssertionError("more than its prefetch for " + this);
        }
    }

    @Override
    public void timedOut(long timeoutMillis, Runnable then) {
        throw new AssertionError(queue + " has no timeout, but ends " + this);
    }

    @Override
    public void cancelled() {
        if (!queue.model().deleteAsked()) {
            throw new AssertionError(queue + " is not deleted, but ends " + this);
        }
        ended = true;
        channel.forget(this);
    }

    // Answers to basic.consume.

    @Override
    public void ok(Integer consumers) {
        if (spec.exclusive() && consumers != 1) {
            throw new AssertionError("exclusive, but one of " + consumers + ": " + this);
        }
    }

    @Override
    public void failed(AmqpException error) {
        boolean gone = error.code() == ReplyCode.NOT_FOUND && queue.model().deleteAsked();
        if (!gone && error.code() != ReplyCode.ACCESS_REFUSED) {
            throw new AssertionError(error.replyText() + " to " + this);
        }
        ended = true;
        channel.forget(this);
    }

    @Override
    public String toString() {
        return spec.key().tag() + " of " + channel + " on " + queue + ", prefetch " + spec.prefetch() + ", held "
                + held;
    }
}
