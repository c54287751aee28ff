// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Receipt;
import io.leveret.broker.message.Reply;
import io.leveret.broker.policy.EffectivePolicy;
import io.leveret.loop.Loop;
import io.leveret.loop.Published;
import io.leveret.store.RecoveredQueue;
import io.leveret.table.Table;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue as everybody else sees it: its definition, and the way to its owner. Every method may be called from every
 * loop and carries the command to the queue's own; replies come back on the caller's.
 */
public final class QueueRef implements Target {
    private final long id;
    private final QueueDefinition definition;
    private final QueueType type;
    private final Loop loop;
    private final LoopStore store;
    private final QueueEvents events;
    private final Published<EffectivePolicy> policy = new Published<>(EffectivePolicy.NONE);
    private final Queue queue;

    /** A new queue, which lives on the store's loop. */
    public QueueRef(long id, QueueDefinition definition, LoopStore store, QueueEvents events) {
        this.id = id;
        this.definition = definition;
        this.type = QueueType.of(definition.arguments());
        this.events = events;
        this.loop = store.loop();
        this.store = store;
        this.queue = new Queue(this, store, events, List.of());
    }

    /**
     * A queue as the store has kept it.
     *
     * @param recovered by the ids of {@link QueueIds}, of which there may be several
     */
    public QueueRef(
            long id, List<RecoveredQueue> recovered, QueueDefinition definition, LoopStore store, QueueEvents events) {
        this.id = id;
        this.definition = definition;
        this.type = QueueType.of(definition.arguments());
        this.events = events;
        this.loop = store.loop();
        this.store = store;
        this.queue = new Queue(this, store, events, recovered);
    }

    /** Begins the queue's life, in the store too, before the first message. */
    public void create() {
        loop.run(() -> queue.start(true));
    }

    /** Goes on with the life of a queue that the store has kept. */
    public void start() {
        loop.run(() -> queue.start(false));
    }

    public long id() {
        return id;
    }

    @Override
    public String name() {
        return definition.name();
    }

    public QueueDefinition definition() {
        return definition;
    }

    public Loop loop() {
        return loop;
    }

    public boolean autoDelete() {
        return definition.autoDelete();
    }

    public Table arguments() {
        return definition.arguments();
    }

    public QueueType type() {
        return type;
    }

    /** How it shall treat its messages and itself. */
    QueueSettings settings(Table policyDefinition) {
        return QueueSettings.of(arguments(), policyDefinition, events.consumerTimeoutMillis());
    }

    /** What policies say about it. */
    public EffectivePolicy policy() {
        return policy.get();
    }

    /** From now on this is what policies say. Only by the definitions' writer. */
    public void apply(EffectivePolicy next) {
        EffectivePolicy before = policy.get();
        policy.set(next);
        if (!before.definition().equals(next.definition())) {
            loop.run(() -> queue.configure(settings(next.definition())));
        }
    }

    /** How error texts name it. */
    public String inText() {
        return definition.inText();
    }

    public AmqpException notFound() {
        return AmqpException.notFound("no " + inText());
    }

    @Override
    public void publish(Message message, @Nullable Receipt receipt, PublisherCredit credit) {
        if (loop.inLoop()) {
            queue.publish(message, receipt);
            store.holdBack(credit);
            return;
        }
        message.keep();
        int bytes = message.bodyBytes();
        credit.taken(bytes);
        loop.execute(() -> {
            queue.publish(message, receipt);
            store.holdBack(credit);
            credit.loop().execute(() -> credit.returned(bytes));
        });
    }

    /** Adds a consumer; answers how many the queue has then, before the first delivery. */
    public void consume(ConsumerSpec spec, Reply<Integer> reply) {
        Reply<Integer> back = reply.on(spec.subscriber().loop());
        loop.run(() -> queue.consume(spec, back));
    }

    /**
     * Tells that the consumer's channel limits, or no longer limits, what its consumers hold together; {@code then} runs
     * on the caller's loop after the last delivery that did not know.
     */
    public void ration(ConsumerKey key, boolean on, Loop caller, Runnable then) {
        loop.run(() -> {
            queue.ration(key, on);
            caller.run(then);
        });
    }

    /**
     * Ends a consumer; {@code then} runs on the caller's loop after its last delivery, and after the end of an auto-delete
     * queue.
     */
    public void cancel(ConsumerKey key, Loop caller, Runnable then) {
        loop.run(() -> queue.cancel(key, () -> caller.run(then)));
    }

    /**
     * Ends all consumers of a channel and takes back what it holds; {@code then} runs on the caller's loop, after the end
     * of an auto-delete queue.
     */
    public void channelClosed(ChannelKey channel, Loop caller, Runnable then) {
        loop.run(() -> queue.channelClosed(channel, () -> caller.run(then)));
    }

    public void settle(long sequence, Settlement how) {
        if (loop.inLoop()) {
            queue.settle(sequence, how);
        } else {
            loop.execute(() -> queue.settle(sequence, how));
        }
    }

    /** Settles the first {@code count} of the sequences; the array stays the caller's. */
    public void settle(long[] sequences, int count, Settlement how) {
        if (loop.inLoop()) {
            queue.settle(sequences, count, how);
        } else {
            long[] copy = Arrays.copyOf(sequences, count);
            loop.execute(() -> queue.settle(copy, count, how));
        }
    }

    public void get(ChannelKey channel, boolean noAck, Loop caller, Reply<Fetched> reply) {
        Reply<Fetched> back = reply.on(caller);
        loop.run(() -> queue.get(channel, noAck, back));
    }

    /** Shows some messages, ready and unacknowledged, and leaves them as they are. */
    public void peek(PeekRequest request, Loop caller, Reply<Peeked> reply) {
        Reply<Peeked> back = reply.on(caller);
        loop.run(() -> queue.peek(request, back));
    }

    public void purge(Loop caller, Reply<Long> reply) {
        Reply<Long> back = reply.on(caller);
        loop.run(() -> queue.purge(back));
    }

    public void counts(Loop caller, Reply<QueueCounts> reply) {
        Reply<QueueCounts> back = reply.on(caller);
        loop.run(() -> back.ok(queue.counts()));
    }

    /** What it holds now. On the queue's loop. */
    public QueueCounts counts() {
        assert loop.assertInLoop();
        return queue.counts();
    }

    /** Its consumers now. On the queue's loop. */
    public List<ConsumerView> consumers() {
        assert loop.assertInLoop();
        return queue.consumers();
    }

    /** How it stands now. On the queue's loop: whoever lists many queues goes there once for all of them. */
    public QueueView view() {
        assert loop.assertInLoop();
        return queue.view();
    }

    /** Ends the queue itself; taking it out of the definitions is their writer's part, who calls this. */
    public void delete(boolean ifUnused, boolean ifEmpty, Loop caller, Reply<Long> reply) {
        Reply<Long> back = reply.on(caller);
        loop.run(() -> queue.delete(ifUnused, ifEmpty, back));
    }

    /** Tells the consumers of a queue that was deleted. */
    public void tellConsumers() {
        loop.run(queue::tellConsumers);
    }

    @Override
    public String toString() {
        return inText();
    }
}
