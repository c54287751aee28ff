// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.auth.AccessControl;
import io.leveret.auth.Permission;
import io.leveret.auth.Resource;
import io.leveret.broker.DirectReplies;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Reply;
import io.leveret.broker.queue.ConsumerKey;
import io.leveret.broker.queue.ConsumerSpec;
import io.leveret.broker.queue.Fetched;
import io.leveret.broker.queue.QueueArguments;
import io.leveret.broker.queue.QueueRef;
import io.leveret.broker.queue.QueueType;
import io.leveret.broker.queue.Settlement;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicCancel;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicCancelOk;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicConsume;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicConsumeOk;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicGet;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicGetEmpty;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicQos;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicQosOk;
import io.leveret.table.Table;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a channel: consumers, basic.get, prefetch, acknowledgements (AMQP 0-9-1, class basic). Owned by
 * the connection's loop.
 */
final class Consuming {
    private final Channel channel;
    private final Connection connection;
    private final Map<String, Subscription> subscriptions = new HashMap<>(2);
    private final Deliveries deliveries = new Deliveries();
    private final Settling settling = new Settling();
    private final ArrayDeque<Runnable> starved = new ArrayDeque<>(1);
    private @Nullable ReplyConsumer replies;
    private int consumerPrefetch; // of consumers to come; 0 means no limit
    private int channelPrefetch; // of all consumers together; 0 means no limit
    private int counted; // unacknowledged against the channel's prefetch

    Consuming(Channel channel) {
        this.channel = channel;
        this.connection = channel.connection();
    }

    // ---- basic.qos

    void qos(BasicQos qos) {
        if (qos.prefetchSize() != 0) {
            throw AmqpException.notImplemented("prefetch_size!=0 (" + qos.prefetchSize() + ")");
        }
        if (qos.global()) {
            connection.amqp().notices().globalPrefetch();
            limitChannel(qos.prefetchCount());
        } else {
            consumerPrefetch = qos.prefetchCount();
            channel.send(new BasicQosOk());
        }
    }

    /** Answered when no queue delivers any more as if there was no limit. */
    private void limitChannel(int prefetch) {
        boolean rationed = prefetch != 0;
        boolean changes = rationed != (channelPrefetch != 0);
        channelPrefetch = prefetch;
        Reply<Boolean> reply = channel.question(done -> channel.send(new BasicQosOk()));
        Countdown told = new Countdown(changes ? subscriptions.size() + 1 : 1, () -> reply.ok(true));
        if (changes) {
            for (Subscription subscription : subscriptions.values()) {
                ConsumerKey key = new ConsumerKey(channel.key(), subscription.tag());
                subscription.queue().ration(key, rationed, channel.loop(), told);
            }
        }
        told.run();
        feedStarved();
    }

    void reserve() {
        counted++;
    }

    void release() {
        counted--;
        feedStarved();
    }

    // ---- basic.consume, basic.cancel

    void consume(BasicConsume consume) {
        String tag = consume.consumerTag();
        if (subscriptions.containsKey(tag) || (replies != null && replies.tag().equals(tag))) {
            throw AmqpException.notAllowed("attempt to reuse consumer tag '" + tag + "'");
        }
        int most = connection.amqp().limits().consumersPerChannelMax();
        if (most != 0 && subscriptions.size() + (replies == null ? 0 : 1) >= most) {
            throw AmqpException.notAllowed("reached maximum (" + most + ") of consumers per channel");
        }
        String actual = tag.isEmpty() ? RandomName.withPrefix("amq.ctag-") : tag;
        if (consume.queue().equals(DirectReplies.QUEUE)) {
            consumeReplies(consume, actual);
            return;
        }
        String name = channel.topology().queueName(consume.queue());
        channel.topology()
                .permitted(Permission.READ, channel.topology().queue(name), () -> subscribe(consume, name, actual));
    }

    private void subscribe(BasicConsume consume, String name, String tag) {
        QueueRef queue = channel.topology().usableQueue(name);
        QueueArguments.checkConsumer(queue.inText(), queue.type(), consume.arguments());
        if (channelPrefetch != 0 && queue.type() == QueueType.QUORUM) {
            throw AmqpException.notImplemented(queue.inText() + " does not support global qos");
        }
        ConsumerKey key = new ConsumerKey(channel.key(), tag);
        Subscription subscription = new Subscription(channel, tag, queue, consume.noAck());
        ConsumerSpec spec = new ConsumerSpec(
                key,
                subscription,
                consume.noAck(),
                consume.exclusive(),
                consumerPrefetch,
                channelPrefetch != 0,
                priority(consume.arguments()),
                consume.arguments());
        subscriptions.put(tag, subscription);
        Reply<Integer> reply = channel.question(consumers -> {
            channel.sendUnless(consume.noWait(), new BasicConsumeOk(tag));
            connection
                    .events()
                    .consuming(connection.facts(), channel.number(), subscription, spec.prefetch(), spec.arguments());
        });
        queue.consume(spec, reply);
    }

    private static int priority(Table arguments) {
        Long priority = arguments.integer("x-priority");
        return priority == null ? 0 : (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, priority));
    }

    private void consumeReplies(BasicConsume consume, String tag) {
        if (!consume.noAck()) {
            throw AmqpException.preconditionFailed("reply consumer cannot acknowledge");
        }
        if (replies != null) {
            throw AmqpException.preconditionFailed("reply consumer already set");
        }
        ReplyConsumer consumer = new ReplyConsumer(channel, tag);
        replies = consumer;
        connection.amqp().replies().add(consumer);
        channel.sendUnless(consume.noWait(), new BasicConsumeOk(tag));
    }

    /** The name under which the channel's consumer of replies is reached; null where there is none. */
    @Nullable
    String replyName() {
        return replies == null ? null : replies.name();
    }

    void cancel(BasicCancel cancel) {
        String tag = cancel.consumerTag();
        Subscription subscription = subscriptions.remove(tag);
        if (subscription != null) {
            ended(subscription);
            Reply<Boolean> reply =
                    channel.question(done -> channel.sendUnless(cancel.noWait(), new BasicCancelOk(tag)));
            subscription.queue().cancel(new ConsumerKey(channel.key(), tag), channel.loop(), () -> reply.ok(true));
            return;
        }
        if (replies != null && replies.tag().equals(tag)) {
            closeReplies();
        }
        channel.sendUnless(cancel.noWait(), new BasicCancelOk(tag));
    }

    private void ended(Subscription subscription) {
        connection.events().consumed(connection.facts(), channel.number(), subscription);
    }

    /** The queue has ended the consumer; a client that understands is told. */
    void cancelled(Subscription subscription) {
        if (!subscriptions.remove(subscription.tag(), subscription)) {
            return;
        }
        ended(subscription);
        if (connection.handshake().understandsCancel()) {
            channel.send(new BasicCancel(subscription.tag(), true));
        }
    }

    /** The queue has ended the consumer and takes back what it held: a client that does not understand loses its channel. */
    void timedOut(Subscription subscription, long timeoutMillis) {
        if (connection.handshake().understandsCancel()) {
            cancelled(subscription);
        } else {
            channel.fail(
                    AmqpException.preconditionFailed("delivery acknowledgement on channel " + channel.number()
                            + " timed out. Timeout value used: " + timeoutMillis + " ms. This timeout value can be"
                            + " configured, see consumers doc guide to learn more"),
                    0);
        }
    }

    /** Ends the consumers of queues that the user may no longer read. */
    void checkPermissions() {
        AccessControl access = connection.amqp().access();
        for (Subscription subscription : List.copyOf(subscriptions.values())) {
            Reply<Boolean> reply = channel.question(allowed -> {
                if (!allowed) {
                    ConsumerKey key = new ConsumerKey(channel.key(), subscription.tag());
                    subscription.queue().cancel(key, channel.loop(), subscription::cancelled);
                }
            });
            Resource queue = channel.topology().queue(subscription.queue().name());
            access.may(connection.user(), Permission.READ, queue, reply.on(channel.loop())::ok);
        }
    }

    // ---- deliveries

    /** Whether prefetch of the channel and socket let another delivery through; if not, {@code resume} runs later. */
    boolean ready(Runnable resume) {
        if (!connection.outgoing().writable()) {
            connection.whenWritable(resume);
            return false;
        }
        if (channelPrefetch != 0 && counted >= channelPrefetch) {
            starved.add(resume);
            return false;
        }
        return true;
    }

    void deliver(Subscription subscription, long sequence, boolean redelivered, Message message) {
        channel.counters().delivered(subscription.noAck(), redelivered);
        connection.hostCounters().delivered(subscription.noAck(), redelivered);
        long tag;
        if (subscription.noAck()) {
            tag = deliveries.untracked();
        } else {
            tag = deliveries.add(subscription, sequence);
            counted++;
        }
        connection
                .outgoing()
                .deliver(channel.number(), subscription.encodedTag(), tag, redelivered, message, message.content());
        if (connection.virtualHost().isTraced()) {
            trace(subscription.queue(), redelivered, message);
        }
    }

    private void trace(QueueRef queue, boolean redelivered, Message message) {
        connection
                .amqp()
                .definitions()
                .firehose()
                .delivered(
                        connection.virtualHost(), queue.name(), redelivered, message, channel.asClient(), connection);
    }

    void deliverReply(ReplyConsumer consumer, Message message) {
        if (replies == consumer) {
            connection
                    .outgoing()
                    .deliver(
                            channel.number(),
                            consumer.encodedTag(),
                            deliveries.untracked(),
                            false,
                            message,
                            message.content());
        }
    }

    void get(BasicGet get) {
        String name = channel.topology().queueName(get.queue());
        channel.topology().permitted(Permission.READ, channel.topology().queue(name), () -> {
            QueueRef queue = channel.topology().usableQueue(name);
            Reply<Fetched> reply = channel.question(fetched -> fetched(queue, get.noAck(), fetched));
            queue.get(channel.key(), get.noAck(), channel.loop(), reply);
        });
    }

    private void fetched(QueueRef queue, boolean noAck, Fetched fetched) {
        Message message = fetched.message();
        if (message == null) {
            channel.counters().gotNothing();
            connection.hostCounters().gotNothing();
            channel.send(new BasicGetEmpty());
            return;
        }
        channel.counters().got(noAck, fetched.redelivered());
        connection.hostCounters().got(noAck, fetched.redelivered());
        long tag = noAck ? deliveries.untracked() : deliveries.add(new GetOrigin(queue), fetched.sequence());
        connection.outgoing().getOk(channel.number(), tag, fetched.redelivered(), message, fetched.remaining());
        if (connection.virtualHost().isTraced()) {
            trace(queue, fetched.redelivered(), message);
        }
    }

    private record GetOrigin(QueueRef queue) implements Origin {
        @Override
        public boolean countsForChannel() {
            return false;
        }
    }

    // ---- settlements

    void settle(long tag, boolean multiple, Settlement how) {
        Transaction transaction = channel.transaction();
        Deliveries.Visitor visitor;
        if (transaction == null) {
            settling.how = how;
            visitor = settling;
        } else {
            visitor = (settled, origin, sequence) -> transaction.settle(settled, origin, sequence, how);
        }
        if (!deliveries.settle(tag, multiple, visitor)) {
            throw AmqpException.preconditionFailed("unknown delivery tag " + Long.toUnsignedString(tag));
        }
        settling.flush();
        feedStarved();
    }

    /** Settles a delivery that was taken out before, by a transaction. */
    void settleNow(Origin origin, long sequence, Settlement how) {
        uncount(origin);
        if (!origin.over()) {
            countSettled(how);
            origin.queue().settle(sequence, how);
        }
        feedStarved();
    }

    /** Takes a delivery back whose settlement was rolled back. */
    void restore(long tag, Origin origin, long sequence) {
        deliveries.restore(tag, origin, sequence);
    }

    void recover(boolean requeue) {
        if (!requeue) {
            throw AmqpException.notImplemented("requeue=false");
        }
        settling.how = Settlement.REQUEUED;
        deliveries.settle(0, true, settling);
        settling.flush();
        feedStarved();
    }

    private void countSettled(Settlement how) {
        if (how == Settlement.ACKNOWLEDGED) {
            channel.counters().acknowledged();
            connection.hostCounters().acknowledged();
        }
    }

    private void uncount(Origin origin) {
        if (origin.countsForChannel()) {
            counted--;
        }
    }

    private void feedStarved() {
        // one after the other: who is starved again goes to the end of the line
        while (!starved.isEmpty() && (channelPrefetch == 0 || counted < channelPrefetch)) {
            starved.removeFirst().run();
        }
    }

    /** Gathers what one method settles, so that each queue hears of it at once. */
    private final class Settling implements Deliveries.Visitor {
        private Settlement how = Settlement.ACKNOWLEDGED;
        private @Nullable QueueRef queue;
        private long[] sequences = new long[8];
        private int count;

        @Override
        public void settled(long tag, Origin origin, long sequence) {
            uncount(origin);
            if (origin.over()) {
                return;
            }
            countSettled(how);
            if (origin.queue() != queue) {
                flush();
                queue = origin.queue();
            }
            if (count == sequences.length) {
                sequences = Arrays.copyOf(sequences, count * 2);
            }
            sequences[count++] = sequence;
        }

        private void flush() {
            QueueRef present = queue;
            if (present == null) {
                return;
            }
            int settled = count;
            queue = null;
            count = 0;
            if (settled == 1) {
                present.settle(sequences[0], how);
            } else {
                present.settle(sequences, settled, how);
            }
        }
    }

    // ---- for operators

    int consumers() {
        return subscriptions.size() + (replies == null ? 0 : 1);
    }

    int consumerPrefetch() {
        return consumerPrefetch;
    }

    int channelPrefetch() {
        return channelPrefetch;
    }

    int unacknowledged() {
        return deliveries.count();
    }

    // ---- the end

    private void closeReplies() {
        ReplyConsumer consumer = replies;
        if (consumer != null) {
            replies = null;
            connection.amqp().replies().remove(consumer);
        }
    }

    /** Forgets everything; answers the queues that must hear that the channel is gone. */
    Set<QueueRef> close() {
        Set<QueueRef> touched = Collections.newSetFromMap(new IdentityHashMap<>());
        subscriptions.values().forEach(subscription -> touched.add(subscription.queue()));
        deliveries.forEach((tag, origin, sequence) -> touched.add(origin.queue()));
        Transaction transaction = channel.transaction();
        if (transaction != null) {
            transaction.forEachSettled(origin -> touched.add(origin.queue()));
        }
        subscriptions.values().forEach(this::ended);
        subscriptions.clear();
        deliveries.clear();
        starved.clear();
        closeReplies();
        return touched;
    }
}
