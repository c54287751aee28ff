// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.FleetingContent;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Receipt;
import io.leveret.broker.message.Reply;
import io.leveret.loop.Loop;
import io.leveret.loop.VirtualLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A client's channel of a simulation: publishes, consumes and settles on its loop as it is told, and holds what comes
 * against the models. Publishes with a number that nobody else has.
 */
final class SimulatedChannel implements PublisherCredit {
    final ChannelKey key;
    final VirtualLoop loop;
    private final SimulatedNode node;
    private final Map<String, SimulatedConsumer> consumers = new HashMap<>();
    private final NavigableMap<Long, Held> held = new TreeMap<>();
    private final Set<SimulatedQueue> touched = new LinkedHashSet<>(); // in an order that a seed repeats
    private final List<Runnable> resumes = new ArrayList<>();
    private final List<Runnable> starved = new ArrayList<>();
    private boolean open = true;
    private boolean stalled;
    private int limit; // of what all consumers hold together; 0 for none
    private int limitsUnderWay;
    private int ceiling; // the limit, or what was counted when a lower limit came, as long as that is more
    private int counted; // against the limit: what consumers hold, and places taken for what is to come
    private long lastTag;
    private int lastConsumer;
    private long underWayBytes;
    private int holds;
    private int unanswered;

    /** What the channel owes an answer to. */
    record Held(
            SimulatedQueue queue,
            QueueModel.Copy copy,
            @Nullable SimulatedConsumer consumer) {}

    SimulatedChannel(SimulatedNode node, VirtualLoop loop, long connection) {
        this.node = node;
        this.loop = loop;
        this.key = new ChannelKey(connection, 1, 0);
    }

    Collection<SimulatedConsumer> consumers() {
        return consumers.values();
    }

    NavigableMap<Long, Held> held() {
        return held;
    }

    // Publishing.

    void publish(List<SimulatedQueue> to, Published message, boolean confirm) {
        FleetingContent borrowed = new FleetingContent(message.content());
        Message published = message.message(borrowed);
        List<QueueModel.Copy> copies = new ArrayList<>();
        to.forEach(queue -> copies.add(queue.model().published(message)));
        Confirm receipt = confirm ? new Confirm(copies, waitsForDisk(to, message)) : null;
        if (receipt != null) {
            node.opened(receipt);
        }
        LoopStore store = node.storeOf(loop);
        store.beginFanOut();
        to.forEach(queue -> queue.ref().publish(published, receipt, this));
        store.endFanOut();
        borrowed.end();
    }

    private static boolean waitsForDisk(List<SimulatedQueue> to, Published message) {
        return to.stream()
                .anyMatch(queue ->
                        queue.ref().definition().durable() && queue.model().keeps(message));
    }

    /** What the publisher of one message waits for. */
    final class Confirm implements Receipt {
        private final List<QueueModel.Copy> copies;
        final boolean mayWaitForDisk;
        private int left;

        private Confirm(List<QueueModel.Copy> copies, boolean mayWaitForDisk) {
            this.copies = copies;
            this.mayWaitForDisk = mayWaitForDisk;
            this.left = copies.size();
        }

        @Override
        public void accepted() {
            if (--left < 0) {
                throw new AssertionError("confirmed more than once: " + copies);
            }
            if (left == 0) {
                copies.forEach(copy -> copy.confirmed = true);
                node.closed(this);
            }
        }

        @Override
        public void rejected() {
            throw new AssertionError("rejected: " + copies);
        }

        @Override
        public String toString() {
            return left + " confirms of " + copies;
        }
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void taken(int bytes) {
        underWayBytes += bytes;
    }

    @Override
    public void returned(int bytes) {
        underWayBytes -= bytes;
    }

    @Override
    public void hold() {
        holds++;
    }

    @Override
    public void release() {
        holds--;
    }

    // Consuming.

    void consume(SimulatedQueue queue, SimulatedConsumer.Wish wish) {
        String tag = "c" + ++lastConsumer;
        SimulatedConsumer added = new SimulatedConsumer(this, queue, tag, wish);
        touched.add(queue);
        consumers.put(tag, added);
        queue.ref().consume(added.spec, added);
    }

    void cancel(SimulatedConsumer consumer) {
        consumers.remove(consumer.spec.key().tag());
        unanswered++;
        limitsUnderWay++; // it hears of no new limit, and messages are on their way until it has ended
        consumer.queue.ref().cancel(consumer.spec.key(), loop, () -> {
            unanswered--;
            limitsUnderWay--;
            ceiling = Math.max(limit, counted);
            consumer.ended = true;
        });
    }

    void forget(SimulatedConsumer ended) {
        consumers.remove(ended.spec.key().tag());
    }

    // Whether it takes more.

    boolean ready(Runnable resume) {
        if (!open) {
            return true;
        }
        if (stalled) {
            resumes.add(resume);
            return false;
        }
        if (limit != 0 && counted >= limit) {
            starved.add(resume);
            return false;
        }
        return true;
    }

    boolean takesMore() {
        return !stalled && (limit == 0 || counted < limit);
    }

    boolean rationed() {
        return limit != 0;
    }

    /** Limits what all consumers hold together, or no longer does. */
    void limit(int messages) {
        boolean changes = rationed() != (messages != 0);
        limit = messages;
        for (SimulatedConsumer consumer : changes ? List.copyOf(consumers.values()) : List.<SimulatedConsumer>of()) {
            limitsUnderWay++;
            unanswered++;
            consumer.queue.ref().ration(consumer.spec.key(), rationed(), loop, () -> {
                limitsUnderWay--;
                unanswered--;
                ceiling = Math.max(limit, counted);
            });
        }
        ceiling = Math.max(limit, counted);
        feedStarved();
    }

    void takePlace() {
        counted++;
    }

    void freePlace() {
        counted--;
        feedStarved();
    }

    private void feedStarved() {
        ceiling = Math.max(limit, Math.min(ceiling, counted));
        if (!starved.isEmpty() && (limit == 0 || counted < limit)) {
            resume(starved);
        }
    }

    private static void resume(List<Runnable> waiting) {
        List<Runnable> resumed = List.copyOf(waiting);
        waiting.clear();
        resumed.forEach(Runnable::run);
    }

    boolean stalled() {
        return stalled;
    }

    void stall(boolean stop) {
        stalled = stop;
        if (stop) {
            consumers.values().forEach(SimulatedConsumer::stalled);
        } else {
            resume(resumes);
        }
    }

    void get(SimulatedQueue queue, boolean noAck) {
        touched.add(queue);
        unanswered++;
        queue.ref().get(key, noAck, loop, new Reply<>() {
            @Override
            public void ok(Fetched fetched) {
                unanswered--;
                Message message = fetched.message();
                if (message != null) {
                    received(queue, null, noAck, fetched.sequence(), fetched.redelivered(), message);
                }
                if (open) {
                    node.remain(queue, fetched.remaining());
                }
            }

            @Override
            public void failed(AmqpException error) {
                unanswered--;
                node.mustBeGone(queue, error);
            }
        });
    }

    void delivered(
            SimulatedQueue queue, SimulatedConsumer consumer, long sequence, boolean redelivered, Message message) {
        received(queue, consumer, consumer.spec.noAck(), sequence, redelivered, message);
        int reserved = queue.ref().loop() == loop ? 0 : 1; // its place is given back after the delivery
        if (open && !consumer.spec.noAck() && limit != 0 && limitsUnderWay == 0 && counted > ceiling + reserved) {
            throw new AssertionError(this + " holds " + counted + ", more than its limit of " + limit);
        }
    }

    private void received(
            SimulatedQueue queue,
            @Nullable SimulatedConsumer consumer,
            boolean noAck,
            long sequence,
            boolean redelivered,
            Message message) {
        Published published = node.find(message);
        node.note(() -> this + " gets " + published.id() + " at " + sequence + " of " + queue);
        if (queue.model().deleted) {
            return;
        }
        if (!open) {
            queue.model().deliveredInVain(published, sequence, redelivered, loop, !noAck);
            return;
        }
        QueueModel.Copy copy = queue.model().delivered(published, sequence, redelivered, loop, !noAck);
        queue.model()
                .told(
                        copy,
                        message.headers().integer("x-acquired-count"),
                        message.headers().integer("x-delivery-count"));
        if (!noAck) {
            held.put(++lastTag, new Held(queue, copy, consumer));
            if (consumer != null) {
                consumer.held++;
                counted++;
            }
        }
    }

    // Settling.

    void settle(long tag, Settlement how) {
        Held settled = released(tag, how);
        settled.queue.ref().settle(settled.copy.sequence, how);
        feedStarved();
    }

    /** Settles the oldest that it holds of a queue, up to so many. */
    void settleMultiple(SimulatedQueue queue, int count, Settlement how) {
        List<Long> tags = held.entrySet().stream()
                .filter(entry -> entry.getValue().queue.equals(queue))
                .map(Map.Entry::getKey)
                .limit(count)
                .toList();
        long[] sequences = new long[count + 1];
        int found = 0;
        for (long tag : tags) {
            sequences[found++] = released(tag, how).copy.sequence;
        }
        queue.ref().settle(sequences, found, how);
        Arrays.fill(sequences, -1); // the array was only lent
        feedStarved();
    }

    private Held released(long tag, Settlement how) {
        Held settled = Objects.requireNonNull(held.remove(tag));
        settled.queue.model().settled(settled.copy, how);
        if (settled.consumer != null) {
            settled.consumer.held--;
            counted--;
        }
        return settled;
    }

    // The end.

    void close() {
        open = false;
        consumers.clear();
        starved.clear();
        for (SimulatedQueue queue : touched) {
            List.copyOf(held.keySet()).stream()
                    .filter(tag -> held.get(tag).queue.equals(queue))
                    .forEach(tag -> released(tag, Settlement.FAILED));
            unanswered++;
            queue.ref().channelClosed(key, loop, () -> unanswered--);
        }
    }

    boolean isOpen() {
        return open;
    }

    /** All that was under way has arrived. */
    void atRest() {
        if (underWayBytes != 0 || holds != 0 || unanswered != 0) {
            throw new AssertionError(this + " waits: " + underWayBytes + " bytes are under way, " + holds
                    + " loops hold it back, " + unanswered + " answers are missing");
        }
    }

    @Override
    public String toString() {
        return "channel " + key.connection();
    }
}
