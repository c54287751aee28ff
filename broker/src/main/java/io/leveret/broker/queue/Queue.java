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
import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One queue of any {@link QueueType}: the order of its steps. Commands come in through {@link QueueRef}, effects go out through
 * {@link Subscriber}, {@link Receipt} and {@link Reply}. What a queue need not do it has no part for. Owned by the queue's
 * loop.
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

    private final QueueRef ref;
    private final Loop loop;
    private final QueueEvents events;
    private final LoopStore store;
    private final Priorities ready;
    private final Unacknowledged unacknowledged = new Unacknowledged();
    private final Consumers consumers;
    private final ConsumerTimeouts timeouts;
    private final List<Consumer> ended = new ArrayList<>(0); // yet to be told
    private final Getters getters = new Getters();
    private final QueueFigures figures;
    private QueueSettings settings;
    private final Retention retention;
    private final Returns returns;
    private @Nullable DeadLettering deadLetters;
    private @Nullable Lease lease;
    private long lastSequence;
    private boolean dispatchPosted;
    private State state = State.RUNNING;

    /**
     * A queue as the store has kept it.
     *
     * @param recovered by the ids of {@link QueueIds}; empty for a new queue
     */
    Queue(QueueRef ref, LoopStore store, QueueEvents events, List<RecoveredQueue> recovered) {
        this.ref = ref;
        this.loop = ref.loop();
        this.events = events;
        this.store = store;
        this.figures = new QueueFigures(loop.clock());
        this.settings = ref.settings(Table.EMPTY);
        this.consumers =
                new Consumers(settings.singleActiveConsumer(), ref.type().prefersHigherPriority());
        this.timeouts = new ConsumerTimeouts(loop, this::timedOut);
        this.ready = new Priorities(
                settings.maxPriority(), ref.type().usualPriority(), priority -> level(priority, recovered));
        this.retention = new Retention(loop, ready, new Aside(), this::dies, this::congested, this::changed);
        this.returns = new Returns(loop, settings, new Returns.Ways() {
            @Override
            public void again(QueuedMessage queued) {
                queued.home.addReturned(queued);
                retention.waitsSomewhere(queued);
            }

            @Override
            public void dies(QueuedMessage queued, DeathReason reason) {
                Queue.this.dies(queued, reason);
            }

            @Override
            public void changed() {
                retention.trim();
                Queue.this.changed();
            }
        });
        retention.begin(settings);
        for (RecoveredQueue kept : recovered) {
            recover(kept);
        }
    }

    private ReadyMessages level(int priority, List<RecoveredQueue> recovered) {
        long id = QueueIds.of(ref.id(), place(priority));
        boolean known = recovered.stream().anyMatch(kept -> kept.id() == id);
        QueueLog log =
                new QueueLog(store, id, ref.definition().durable(), ref.type().storesEverything(), known);
        return new ReadyMessages(store, log, new ReadyMessages.Listener() {
            @Override
            public boolean recovered(QueuedMessage message, int mark, long note) {
                return returns.recovered(message, mark, note);
            }

            @Override
            public void arrived(QueuedMessage message, boolean first) {
                retention.waits(message, first);
            }

            @Override
            public void loaded() {
                retention.trim();
                changed();
            }

            @Override
            public void damaged(Damage damage) {
                crash(damage);
            }
        });
    }

    /** From a priority to what the store has in its stead, and back: the usual one is the queue's own id. */
    private int place(int priority) {
        return priority ^ ref.type().usualPriority();
    }

    private void recover(RecoveredQueue kept) {
        lastSequence = Math.max(lastSequence, kept.nextSequence() - 1);
        Damage damage = kept.damage();
        if (damage != null) {
            crash(damage);
        } else if (kept.messages() > 0) {
            ready.level(place(QueueIds.priority(kept.id())))
                    .addRecovered(kept.nextSequence() - 1, kept.messages(), kept.bytes());
        }
    }

    /** Begins to serve; a new durable queue begins its life in the store. */
    void start(boolean isNew) {
        if (isNew && ref.definition().durable()) {
            ready.usual().log().create();
        }
        renewLease();
        retention.start();
        if (settings.deadLettersAtLeastOnce()) {
            ready.forEach(ReadyMessages::peek); // there may be dead ones among them
        }
    }

    // ---- what it shall do

    /** From now on these are the settings. */
    void configure(QueueSettings next) {
        settings = next;
        returns.configure(next);
        renewLease();
        if (state == State.RUNNING) {
            retention.configure(next, lastSequence);
        }
    }

    private void renewLease() {
        Lease before = lease;
        long millis = state == State.DELETED ? QueueSettings.NONE : settings.expiresMillis();
        if (before != null && before.millis() != millis) {
            before.stop();
            lease = null;
        }
        if (lease == null && millis != QueueSettings.NONE) {
            lease = new Lease(loop, millis, () -> !consumers.isEmpty(), () -> events.unused(ref, () -> {}));
        }
    }

    private void used() {
        if (lease != null) {
            lease.use();
        }
    }

    // ---- publishes

    void publish(Message message, @Nullable Receipt receipt) {
        if (state != State.RUNNING) {
            refuse(receipt);
            return;
        }
        figures.counters().published();
        if (retention.refuses(message)) {
            overflow(message, receipt);
            return;
        }
        boolean first = ready.isEmpty();
        Consumer consumer = first ? consumers.next() : null;
        ReadyMessages level = ready.of(message);
        QueuedMessage queued = new QueuedMessage(level, ++lastSequence, message);
        queued.expiresAt = retention.deadline(message);
        boolean survives = level.log().survives(queued) && (consumer == null || !consumer.spec.noAck());
        if (survives) {
            level.log().enqueue(queued, receipt);
        }
        if (consumer != null) {
            deliver(consumer, queued);
        } else {
            stay(queued, survives, first);
        }
        if (receipt != null && !survives) {
            receipt.accepted();
        }
    }

    private void stay(QueuedMessage queued, boolean stored, boolean first) {
        ReadyMessages level = queued.home;
        if (level.hasRoom()) {
            queued.message().keep();
            level.add(queued);
            retention.comes(queued, first);
        } else {
            if (!stored) {
                level.log().overflow(queued);
            }
            level.addStored(queued);
        }
        retention.trim();
    }

    private void overflow(Message message, @Nullable Receipt receipt) {
        if (settings.overflow() == Overflow.REJECT_PUBLISH_DLX) {
            dies(new QueuedMessage(ready.of(message), 0, message), DeathReason.MAXLEN);
        }
        if (receipt != null) {
            receipt.rejected();
        }
    }

    // ---- deaths

    /** A message that is in no place of the queue any more, but in its log, is given up. */
    private void dies(QueuedMessage queued, DeathReason reason) {
        String exchange = settings.deadLetterExchange();
        if (exchange == null) {
            queued.home.log().settled(queued);
            return;
        }
        DeadLettering letters = deadLetters;
        if (letters == null) {
            letters = new DeadLettering(ref, store, events, retention::eased);
            deadLetters = letters;
        }
        letters.add(queued, reason, exchange, settings.deadLetterRoutingKey(), settings.deadLettersAtLeastOnce());
    }

    private boolean congested() {
        return deadLetters != null && deadLetters.congested();
    }

    /** What is neither ready nor held. */
    private final class Aside implements Retention.Aside {
        @Override
        public long messages() {
            return (long) returns.count() + (deadLetters == null ? 0 : deadLetters.careful());
        }

        @Override
        public long bodyBytes() {
            return returns.bodyBytes() + (deadLetters == null ? 0 : deadLetters.carefulBodyBytes());
        }
    }

    /** It may be another message's turn. */
    private void changed() {
        answerGetters();
        dispatch();
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
        if (redelivered) {
            message = Redelivery.told(queued, settings);
        }
        figures.counters().delivered(consumer.spec.noAck(), redelivered);
        queued.deliveries++;
        if (consumer.spec.noAck()) {
            queued.home.log().settled(queued);
        } else {
            queued.home.log().delivered(queued);
            queued.consumer = consumer;
            consumer.unacknowledged++;
            long timeout = consumer.timeoutMillis(settings);
            if (timeout != QueueSettings.NONE) {
                timeouts.add(queued, consumer, timeout, unacknowledged.count());
            }
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
        while (nextAtHand()) {
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

    private boolean nextAtHand() {
        return !retention.nextIsOver() && ready.hasNext();
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
        boolean alone = consumers.isEmpty() && !settings.singleActiveConsumer();
        if (taken || (spec.exclusive() && !alone)) {
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
        used();
        dispatch(); // it may be another's turn
        afterConsumersLeft(consumer != null, then);
    }

    /** A consumer has held a message for too long: it is ended, and what it holds comes back. */
    private void timedOut(Consumer consumer, long timeoutMillis) {
        if (consumers.remove(consumer.spec.key()) == null) {
            return;
        }
        LOG.warn(
                "{}: consumer '{}' has not acknowledged a message for {} ms, it is cancelled",
                ref.inText(),
                consumer.spec.key().tag(),
                timeoutMillis);
        used();
        dispatch();
        consumer.subscriber.timedOut(timeoutMillis, () -> {
            for (QueuedMessage queued :
                    unacknowledged.heldBy(consumer.spec.key().channel())) {
                if (queued.consumer == consumer) {
                    settleOne(queued.sequence, Settlement.REQUEUED);
                }
            }
            settled(Settlement.REQUEUED);
            afterConsumersLeft(true, () -> {});
        });
    }

    /** Ends all consumers of a channel and takes back what the channel holds. */
    void channelClosed(ChannelKey channel, Runnable then) {
        boolean left = false;
        used();
        for (Consumer consumer : List.copyOf(consumers.all())) {
            if (consumer.spec.key().channel().equals(channel)) {
                consumers.remove(consumer.spec.key());
                left = true;
            }
        }
        getters.close(channel);
        for (QueuedMessage queued : unacknowledged.heldBy(channel)) {
            settleOne(queued.sequence, Settlement.FAILED);
        }
        retention.trim();
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
        settled(how);
    }

    void settle(long[] sequences, int count, Settlement how) {
        for (int i = 0; i < count; i++) {
            settleOne(sequences[i], how);
        }
        settled(how);
    }

    private void settled(Settlement how) {
        if (how.comesBack()) {
            retention.trim();
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
        if (how.comesBack()) {
            returns.comesBack(queued, how);
        } else if (how == Settlement.DISCARDED) {
            dies(queued, DeathReason.REJECTED);
        } else {
            queued.home.log().settled(queued);
            figures.counters().acknowledged();
        }
        if (consumer != null) {
            consumer.unacknowledged--;
            consumers.standInLine(consumer);
        }
    }

    void get(ChannelKey channel, boolean noAck, Reply<Fetched> reply) {
        used();
        if (state != State.RUNNING) {
            reply.failed(gone());
        } else if (settings.singleActiveConsumer() && settings.type() == QueueType.QUORUM) {
            reply.failed(AmqpException.resourceLocked("cannot obtain access to locked " + ref.inText()
                    + ". basic.get operations are not supported by quorum queues with single active consumer"));
        } else if (nextAtHand()) {
            reply.ok(fetch(channel, noAck));
        } else if (ready.isEmpty()) {
            figures.counters().gotNothing();
            reply.ok(Fetched.EMPTY);
        } else {
            getters.add(channel, noAck, reply); // what is next has yet to be read
        }
    }

    private Fetched fetch(ChannelKey channel, boolean noAck) {
        QueuedMessage queued = Objects.requireNonNull(ready.poll());
        boolean redelivered = queued.redelivered();
        Message message = Redelivery.told(queued, settings);
        figures.counters().got(noAck, redelivered);
        queued.deliveries++;
        if (noAck) {
            queued.home.log().settled(queued);
        } else {
            queued.home.log().delivered(queued);
            hold(queued, channel);
        }
        return new Fetched(message, queued.sequence, redelivered, ready.count());
    }

    /** Looks at messages and changes nothing. */
    void peek(PeekRequest request, Reply<Peeked> reply) {
        if (state == State.RUNNING) {
            new Peek(store, ready, unacknowledged, request, reply).go();
        } else {
            reply.failed(gone());
        }
    }

    /** Drops what is ready, not what is unacknowledged; answers how much that was. */
    void purge(Reply<Long> reply) {
        if (state != State.RUNNING) {
            reply.failed(gone());
            return;
        }
        long count = ready.count() + returns.count();
        ready.clear();
        returns.clear();
        if (deadLetters != null) {
            deadLetters.giveUpCareful();
        }
        long[] held = unacknowledged.sequences();
        ready.forEach(level -> level.log().purged(lastSequence, held));
        reply.ok(count);
        answerGetters();
    }

    /** What it holds, for who declares it: that is using it. */
    QueueCounts counts() {
        if (settings.type().usedByDeclaring()) {
            used();
        }
        retention.nextIsOver(); // who has waited too long does not count
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
                settings.deliveryLimit(),
                String.valueOf(settings.retryDelay() == null ? "disabled" : settings.retryDelay()),
                returns.count(),
                deadLetters == null ? 0 : deadLetters.careful(),
                deadLetters == null ? 0 : deadLetters.carefulBodyBytes(),
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
        if (ifEmpty && (!ready.isEmpty() || returns.count() > 0)) {
            reply.failed(AmqpException.preconditionFailed(ref.inText() + " not empty"));
            return;
        }
        long count = ready.count();
        state = State.DELETED;
        if (deadLetters == null) {
            forget();
        } else {
            deadLetters.giveUpCareful();
            deadLetters.whenIdle(this::forget);
        }
        end();
        reply.ok(count);
    }

    private void forget() {
        ready.forEach(level -> level.log().delete());
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
        returns.clear();
        unacknowledged.clear();
        retention.stop();
        timeouts.stop();
        renewLease();
        answerGetters();
    }

    /** Tells the consumers that the queue has ended. */
    void tellConsumers() {
        List<Consumer> told = List.copyOf(ended);
        ended.clear();
        told.forEach(consumer -> consumer.subscriber.cancelled());
    }

    private void answerGetters() {
        getters.retry(this::get);
    }

    private AmqpException gone() {
        return state == State.DELETED
                ? ref.notFound()
                : AmqpException.notFound(ref.inText() + " has crashed and failed to restart");
    }
}
