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
import java.util.HashSet;
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
    private final Set<SimulatedQueue> touched = new HashSet<>();
    private final List<Runnable> resumes = new ArrayList<>();
    private boolean open = true;
    private boolean stalled;
    private long lastTag;
    private int lastConsumer;
    private long underWayBytes;
    private int holds;
    private int unanswered;

    /** What the channel owes an answer to. */
    record Held(SimulatedQueue queue, QueueModel.Copy copy, @Nullable SimulatedConsumer consumer) {}

    SimulatedChannel(SimulatedNode node, VirtualLoop loop, ChannelKey key) {
        this.node = node;
        this.loop = loop;
        this.key = key;
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
        to.forEach(queue -> queue.ref().publish(published, receipt, this));
        borrowed.end();
    }

    private static boolean waitsForDisk(List<SimulatedQueue> to, Published message) {
        return message.persistent()
                && to.stream().anyMatch(queue -> queue.ref().definition().durable());
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
        consumer.queue.ref().cancel(consumer.spec.key(), loop, () -> {
            unanswered--;
            consumer.ended = true;
        });
    }

    void forget(SimulatedConsumer ended) {
        consumers.remove(ended.spec.key().tag());
    }

    boolean ready(Runnable resume) {
        if (stalled) {
            resumes.add(resume);
        }
        return !stalled;
    }

    boolean stalled() {
        return stalled;
    }

    void stall(boolean stop) {
        stalled = stop;
        if (stop) {
            consumers.values().forEach(SimulatedConsumer::stalled);
        } else {
            List<Runnable> waiting = List.copyOf(resumes);
            resumes.clear();
            waiting.forEach(Runnable::run);
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
        if (!noAck) {
            held.put(++lastTag, new Held(queue, copy, consumer));
            if (consumer != null) {
                consumer.held++;
            }
        }
    }

    // Settling.

    void settle(long tag, Settlement how) {
        Held settled = released(tag, how);
        settled.queue.ref().settle(settled.copy.sequence, how);
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
    }

    private Held released(long tag, Settlement how) {
        Held settled = Objects.requireNonNull(held.remove(tag));
        settled.queue.model().settled(settled.copy, how == Settlement.REQUEUED);
        if (settled.consumer != null) {
            settled.consumer.held--;
        }
        return settled;
    }

    // The end.

    void close() {
        open = false;
        consumers.clear();
        for (SimulatedQueue queue : touched) {
            List.copyOf(held.keySet()).stream()
                    .filter(tag -> held.get(tag).queue.equals(queue))
                    .forEach(tag -> released(tag, Settlement.REQUEUED));
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
