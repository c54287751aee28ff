// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Receipt;
import io.leveret.broker.message.Reply;
import io.leveret.loop.Loop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One classic queue: the order of its steps. Commands come in through {@link QueueRef}, effects go out through
 * {@link Subscriber}, {@link Receipt} and {@link Reply}. Owned by the queue's loop.
 */
final class Queue {
    /** After so much in one turn the queue gives its loop up and posts itself again. */
    private static final int DELIVERIES_PER_TURN_MAX = 256;

    private static final int BYTES_PER_TURN_MAX = 1 << 20;

    private final QueueRef ref;
    private final Loop loop;
    private final QueueEvents events;
    private final ReadyMessages ready = new ReadyMessages();
    private final Unacknowledged unacknowledged = new Unacknowledged();
    private final Consumers consumers = new Consumers();
    private long lastSequence;
    private boolean dispatchPosted;
    private boolean deleted;

    Queue(QueueRef ref, QueueEvents events) {
        this.ref = ref;
        this.loop = ref.loop();
        this.events = events;
    }

    void publish(Message message, @Nullable Receipt receipt) {
        if (!deleted) {
            QueuedMessage queued = new QueuedMessage(++lastSequence, message);
            Consumer consumer = ready.isEmpty() ? consumers.next() : null;
            if (consumer == null) {
                message.keep();
                ready.add(queued);
            } else {
                deliver(consumer, queued);
            }
        }
        if (receipt != null) {
            receipt.accepted(); // also for a queue deleted meanwhile, as RabbitMQ does
        }
    }

    private void deliver(Consumer consumer, QueuedMessage queued) {
        if (!consumer.spec.noAck()) {
            queued.message.keep();
            queued.consumer = consumer;
            queued.holder = consumer.spec.key().channel();
            consumer.unacknowledged++;
            unacknowledged.add(queued);
        }
        consumer.subscriber.deliver(ref, queued.sequence, queued.redelivered, queued.message);
        consumers.standInLine(consumer);
    }

    private void dispatch() {
        int deliveries = 0;
        int bytes = 0;
        while (!ready.isEmpty()) {
            if (deliveries == DELIVERIES_PER_TURN_MAX || bytes >= BYTES_PER_TURN_MAX) {
                postDispatch();
                return;
            }
            Consumer consumer = consumers.next();
            QueuedMessage queued = consumer == null ? null : ready.poll();
            if (consumer == null || queued == null) {
                return;
            }
            deliveries++;
            bytes += queued.message.bodyBytes();
            deliver(consumer, queued);
        }
    }

    private void postDispatch() {
        if (!dispatchPosted) {
            dispatchPosted = true;
            loop.execute(() -> {
                dispatchPosted = false;
                dispatch();
            });
        }
    }

    void consume(ConsumerSpec spec, Reply<Integer> reply) {
        if (deleted) {
            reply.failed(ref.notFound());
            return;
        }
        boolean taken = consumers.all().stream().anyMatch(c -> c.spec.exclusive());
        if (taken || (spec.exclusive() && !consumers.isEmpty())) {
            reply.failed(AmqpException.accessRefused(ref.inText() + " in exclusive use"));
            return;
        }
        Consumer consumer = new Consumer(spec, RemoteSubscriber.wrap(ref, spec), this);
        consumers.add(consumer);
        reply.ok(consumers.count());
        dispatch();
    }

    /** Ends a consumer; what it holds stays with its channel. */
    void cancel(ConsumerKey key) {
        Consumer consumer = consumers.remove(key);
        if (consumer != null) {
            afterConsumersLeft();
        }
    }

    /** Ends all consumers of a channel and takes back what the channel holds. */
    void channelClosed(ChannelKey channel) {
        boolean left = false;
        for (Consumer consumer : List.copyOf(consumers.all())) {
            if (consumer.spec.key().channel().equals(channel)) {
                consumers.remove(consumer.spec.key());
                left = true;
            }
        }
        for (QueuedMessage queued : unacknowledged.heldBy(channel)) {
            settleOne(queued.sequence, Settlement.REQUEUED);
        }
        dispatch();
        if (left) {
            afterConsumersLeft();
        }
    }

    private void afterConsumersLeft() {
        if (consumers.isEmpty() && ref.autoDelete() && !deleted) {
            events.unused(ref);
        }
    }

    /** The consumer's session takes messages again. */
    void resume(Consumer consumer) {
        consumer.stopped = false;
        consumers.standInLine(consumer);
        dispatch();
    }

    void settle(long sequence, Settlement how) {
        settleOne(sequence, how);
        dispatch();
    }

    void settle(long[] sequences, int count, Settlement how) {
        for (int i = 0; i < count; i++) {
            settleOne(sequences[i], how);
        }
        dispatch();
    }

    private void settleOne(long sequence, Settlement how) {
        QueuedMessage queued = unacknowledged.take(sequence);
        if (queued == null) {
            return; // the queue was deleted or purged of it meanwhile
        }
        Consumer consumer = queued.consumer;
        queued.consumer = null;
        queued.holder = null;
        if (how == Settlement.REQUEUED) {
            queued.redelivered = true;
            ready.addReturned(queued);
        }
        if (consumer != null) {
            consumer.unacknowledged--;
            consumers.standInLine(consumer);
        }
    }

    void get(ChannelKey channel, boolean noAck, Reply<Fetched> reply) {
        if (deleted) {
            reply.failed(ref.notFound());
            return;
        }
        QueuedMessage queued = ready.poll();
        if (queued == null) {
            reply.ok(Fetched.EMPTY);
            return;
        }
        if (!noAck) {
            queued.holder = channel;
            unacknowledged.add(queued);
        }
        reply.ok(new Fetched(queued.message, queued.sequence, queued.redelivered, ready.count()));
    }

    /** Drops what is ready, not what is unacknowledged; answers how much that was. */
    void purge(Reply<Integer> reply) {
        int count = ready.count();
        ready.clear();
        reply.ok(count);
    }

    QueueCounts counts() {
        return new QueueCounts(
                ready.count(),
                unacknowledged.count(),
                consumers.count(),
                ready.bodyBytes(),
                unacknowledged.bodyBytes());
    }

    /** Ends the queue, its consumers and its messages; answers how many were ready. */
    void delete(boolean ifUnused, boolean ifEmpty, Reply<Integer> reply) {
        if (ifUnused && !consumers.isEmpty()) {
            reply.failed(AmqpException.preconditionFailed(ref.inText() + " in use"));
            return;
        }
        if (ifEmpty && !ready.isEmpty()) {
            reply.failed(AmqpException.preconditionFailed(ref.inText() + " is not empty"));
            return;
        }
        int count = ready.count();
        deleted = true;
        List<Consumer> ended = List.copyOf(consumers.all());
        for (Consumer consumer : ended) {
            consumers.remove(consumer.spec.key());
        }
        ready.clear();
        unacknowledged.clear();
        for (Consumer consumer : ended) {
            consumer.subscriber.cancelled();
        }
        reply.ok(count);
    }
}
