// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.figures.MessageFigures;
import io.leveret.broker.figures.Rate;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Receipt;
import io.leveret.broker.message.Reply;
import io.leveret.loop.Loop;
import io.leveret.store.Damage;
import io.leveret.store.RecoveredQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One classic queue: the order of its steps. Commands come in through {@link QueueRef}, effects go out through
 * {@link Subscriber}, {@link Receipt} and {@link Reply}. Owned by the queue's loop.
 */
final class Queue {
    /** After so much in one turn the queue gives its loop up and posts itself again. */
    private static final int DELIVERIES_PER_TURN_MAX = 256;

    private static final int BYTES_PER_TURN_MAX = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Queue.class);

    private enum State {
        RUNNING,
        DELETED,
        /** The store cannot say what was in it. */
        CRASHED
    }

    /** A basic.get that waits for its message to be read. */
    private record Getter(ChannelKey channel, boolean noAck, Reply<Fetched> reply) {}

    private final QueueRef ref;
    private final Loop loop;
    private final QueueEvents events;
    private final QueueLog log;
    private final ReadyMessages ready;
    private final Unacknowledged unacknowledged = new Unacknowledged();
    private final Consumers consumers = new Consumers();
    private final List<Consumer> ended = new ArrayList<>(0); // yet to be told
    private final List<Getter> getters = new ArrayList<>(0);
    private final QueueFigures figures;
    private long lastSequence;
    private boolean dispatchPosted;
    private State state = State.RUNNING;

    Queue(QueueRef ref, LoopStore store, QueueEvents events) {
        this(ref, store, events, new QueueLog(store, ref.id(), ref.definition().durable(), false));
    }

    /** A queue as the store has kept it. */
    Queue(QueueRef ref, LoopStore store, QueueEvents events, RecoveredQueue recovered) {
        this(ref, store, events, new QueueLog(store, ref.id(), true, true));
        lastSequence = recovered.nextSequence() - 1;
        Damage damage = recovered.damage();
        if (damage != null) {
            crash(damage);
        } else if (recovered.messages() > 0) {
            ready.addRecovered(lastSequence, recovered.messages(), recovered.bytes());
        }
    }

    private Queue(QueueRef ref, LoopStore store, QueueEvents events, QueueLog log) {
        this.ref = ref;
        this.loop = ref.loop();
        this.events = events;
        this.log = log;
        this.figures = new QueueFigures(loop.clock());
        this.ready = new ReadyMessages(store, log, new ReadyMessages.Listener() {
            @Override
            public void loaded() {
                answerGetters();
                dispatch();
            }

            @Override
            public void damaged(Damage damage) {
                crash(damage);
            }
        });
    }

    /** Begins the life of a durable queue in the store. */
    void create() {
        if (ref.definition().durable()) {
            log.create();
        }
    }

    void publish(Message message, @Nullable Receipt receipt) {
        if (state != State.RUNNING) {
            refuse(receipt);
            return;
        }
        figures.counters().published();
        QueuedMessage queued = new QueuedMessage(++lastSequence, message);
        Consumer consumer = ready.isEmpty() ? consumers.next() : null;
        boolean survives = log.survives(queued) && (consumer == null || !consumer.spec.noAck());
        if (survives) {
            log.enqueue(queued, receipt);
        }
        if (consumer != null) {
            deliver(consumer, queued);
        } else if (ready.hasRoom()) {
            message.keep();
            ready.add(queued);
        } else {
            if (!survives) {
                log.overflow(queued);
            }
            ready.addStored(queued);
        }
        if (receipt != null && !survives) {
            receipt.accepted();
        }
    }

    private void refuse(@Nullable Receipt receipt) {
        if (receipt == null) {
            return;
        }
        if (state == State.DELETED) {
            receipt.accepted(); // a queue deleted meanwhile confirms, as in RabbitMQ
        } else {
            receipt.rejected();
        }
    }

    private void deliver(Consumer consumer, QueuedMessage queued) {
        Message message = queued.message();
        boolean redelivered = queued.redelivered();
        figures.counters().delivered(consumer.spec.noAck(), redelivered);
        queued.deliveries++;
        if (consumer.spec.noAck()) {
            log.settled(queued);
        } else {
            log.delivered(queued);
            queued.consumer = consumer;
            consumer.unacknowledged++;
            hold(queued, consumer.spec.key().channel());
        }
        consumer.subscriber.deliver(ref, queued.sequence, redelivered, message);
        consumers.standInLine(consumer);
    }

    private void hold(QueuedMessage queued, ChannelKey channel) {
        queued.holder = channel;
        queued.leaveToStore();
        unacknowledged.add(queued);
    }

    private void dispatch() {
        int deliveries = 0;
        int bytes = 0;
        while (ready.hasNext()) {
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
            bytes += queued.bodyBytes;
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
        if (state != State.RUNNING) {
            reply.failed(gone());
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

    /** Whether the consumer's channel limits, from now on, what its consumers hold together. */
    void ration(ConsumerKey key, boolean on) {
        Consumer consumer = consumers.find(key);
        if (consumer != null) {
            consumer.ration(on);
        }
    }

    /** Ends a consumer; what it holds stays with its channel. */
    void cancel(ConsumerKey key, Runnable then) {
        Consumer consumer = consumers.remove(key);
        afterConsumersLeft(consumer != null, then);
    }

    /** Ends all consumers of a channel and takes back what the channel holds. */
    void channelClosed(ChannelKey channel, Runnable then) {
        boolean left = false;
        for (Consumer consumer : List.copyOf(consumers.all())) {
            if (consumer.spec.key().channel().equals(channel)) {
                consumers.remove(consumer.spec.key());
                left = true;
            }
        }
        for (Getter getter : List.copyOf(getters)) {
            if (getter.channel.equals(channel)) {
                getters.remove(getter);
                getter.reply.ok(Fetched.EMPTY); // nobody would settle what it got
            }
        }
        for (QueuedMessage queued : unacknowledged.heldBy(channel)) {
            settleOne(queued.sequence, Settlement.REQUEUED);
        }
        dispatch();
        afterConsumersLeft(left, then);
    }

    private void afterConsumersLeft(boolean left, Runnable then) {
        if (left && consumers.isEmpty() && ref.autoDelete() && state != State.DELETED) {
            events.unused(ref, then);
        } else {
            then.run();
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
            ready.addReturned(queued);
        } else {
            log.settled(queued);
            if (how == Settlement.ACKNOWLEDGED) {
                figures.counters().acknowledged();
            }
        }
        if (consumer != null) {
            consumer.unacknowledged--;
            consumers.standInLine(consumer);
        }
    }

    void get(ChannelKey channel, boolean noAck, Reply<Fetched> reply) {
        if (state != State.RUNNING) {
            reply.failed(gone());
        } else if (ready.hasNext()) {
            reply.ok(fetch(channel, noAck));
        } else if (ready.isEmpty()) {
            figures.counters().gotNothing();
            reply.ok(Fetched.EMPTY);
        } else {
            getters.add(new Getter(channel, noAck, reply)); // what is next has yet to be read
        }
    }

    private Fetched fetch(ChannelKey channel, boolean noAck) {
        QueuedMessage queued = Objects.requireNonNull(ready.poll());
        Message message = queued.message();
        boolean redelivered = queued.redelivered();
        figures.counters().got(noAck, redelivered);
        queued.deliveries++;
        if (noAck) {
            log.settled(queued);
        } else {
            log.delivered(queued);
            hold(queued, channel);
        }
        return new Fetched(message, queued.sequence, redelivered, ready.count());
    }

    /** Drops what is ready, not what is unacknowledged; answers how much that was. */
    void purge(Reply<Long> reply) {
        if (state != State.RUNNING) {
            reply.failed(gone());
            return;
        }
        long count = ready.count();
        ready.clear();
        log.purged(lastSequence, unacknowledged.sequences());
        reply.ok(count);
        answerGetters();
    }

    QueueCounts counts() {
        return new QueueCounts(
                ready.count(),
                unacknowledged.count(),
                consumers.count(),
                ready.bodyBytes(),
                unacknowledged.bodyBytes());
    }

    List<ConsumerView> consumers() {
        return consumers.views(ref);
    }

    QueueView view() {
        MessageFigures messages = figures.messages();
        Rate[] lengths = figures.lengths(ready.count(), unacknowledged.count());
        return new QueueView(
                ref,
                state == State.CRASHED ? "crashed" : "running",
                lengths[0],
                lengths[1],
                ready.bodyBytes(),
                unacknowledged.bodyBytes(),
                ready.residentCount(),
                ready.residentBytes(),
                consumers.capacity(),
                figures.idleSinceMillis(messages),
                messages,
                consumers.views(ref));
    }

    /**
     * Ends the queue, its consumers and its messages; answers how many were ready. The consumers are told later, with
     * {@link #tellConsumers}: who deletes a queue that it consumes from expects its answer first.
     */
    void delete(boolean ifUnused, boolean ifEmpty, Reply<Long> reply) {
        if (ifUnused && !consumers.isEmpty()) {
            reply.failed(AmqpException.preconditionFailed(ref.inText() + " in use"));
            return;
        }
        if (ifEmpty && !ready.isEmpty()) {
            reply.failed(AmqpException.preconditionFailed(ref.inText() + " not empty"));
            return;
        }
        long count = ready.count();
        state = State.DELETED;
        log.delete();
        end();
        reply.ok(count);
    }

    /** Stops a queue whose messages cannot be read: nothing goes in or out any more until it is deleted. */
    private void crash(Damage damage) {
        if (state == State.RUNNING) {
            LOG.error("{} stops, its messages cannot be read: {}", ref.inText(), damage);
            state = State.CRASHED;
            end();
            tellConsumers();
        }
    }

    private void end() {
        ended.addAll(consumers.all());
        for (Consumer consumer : ended) {
            consumers.remove(consumer.spec.key());
        }
        ready.clear();
        unacknowledged.clear();
        answerGetters();
    }

    /** Tells the consumers that the queue has ended. */
    void tellConsumers() {
        List<Consumer> told = List.copyOf(ended);
        ended.clear();
        told.forEach(consumer -> consumer.subscriber.cancelled());
    }

    private void answerGetters() {
        List<Getter> waiting = List.copyOf(getters);
        getters.clear();
        waiting.forEach(getter -> get(getter.channel, getter.noAck, getter.reply));
    }

    private AmqpException gone() {
        return state == State.DELETED
                ? ref.notFound()
                : AmqpException.notFound(ref.inText() + " has crashed and failed to restart");
    }
}
