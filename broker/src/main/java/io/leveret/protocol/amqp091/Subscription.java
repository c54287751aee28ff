// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.broker.message.Message;
import io.leveret.broker.queue.QueueRef;
import io.leveret.broker.queue.Subscriber;
import io.leveret.loop.Loop;
import io.leveret.protocol.amqp091.codec.ShortString;

/** A channel's side of one consumer. Owned by the connection's loop. */
final class Subscription implements Subscriber, Origin {
    private final Channel channel;
    private final String tag;
    private final byte[] encodedTag;
    private final QueueRef queue;
    private final boolean noAck;
    private boolean over;

    Subscription(Channel channel, String tag, QueueRef queue, boolean noAck) {
        this.channel = channel;
        this.tag = tag;
        this.encodedTag = ShortString.encode(tag);
        this.queue = queue;
        this.noAck = noAck;
    }

    String tag() {
        return tag;
    }

    byte[] encodedTag() {
        return encodedTag;
    }

    boolean noAck() {
        return noAck;
    }

    @Override
    public QueueRef queue() {
        return queue;
    }

    @Override
    public boolean countsForChannel() {
        return true;
    }

    @Override
    public Loop loop() {
        return channel.loop();
    }

    @Override
    public boolean ready(Runnable resume) {
        return !channel.isOpen() || channel.consuming().ready(resume);
    }

    @Override
    public void reserve() {
        channel.consuming().reserve();
    }

    @Override
    public void release() {
        channel.consuming().release();
    }

    @Override
    public void deliver(QueueRef from, long sequence, boolean redelivered, Message message) {
        if (channel.isOpen()) { // else the queue hears that the channel is gone, and takes the message back
            channel.consuming().deliver(this, sequence, redelivered, message);
        }
    }

    @Override
    public boolean over() {
        return over;
    }

    @Override
    public void timedOut(long timeoutMillis, Runnable then) {
        over = true;
        if (channel.isOpen()) {
            channel.consuming().timedOut(this, timeoutMillis);
        }
        then.run();
    }

    @Override
    public void cancelled() {
        if (channel.isOpen()) {
            channel.consuming().cancelled(this);
        }
    }
}
