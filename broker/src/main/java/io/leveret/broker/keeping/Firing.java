// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

import io.leveret.broker.exchange.Delay;
import io.leveret.broker.message.Message;
import io.leveret.broker.queue.Forwarding;
import io.leveret.broker.queue.LoopStore;
import io.leveret.broker.queue.PublisherCredit;
import io.leveret.loop.Loop;
import io.leveret.store.Damage;
import io.leveret.store.ReadAnswer;
import io.leveret.store.StoredMessages;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The delayed messages that are known one by one, and their way out when they are due: in order, no faster than the
 * queues take them, each settled in the store when all of them have it. Owned by a loop.
 */
final class Firing {
    private static final Logger LOG = LoggerFactory.getLogger(Firing.class);

    private static final int FIRED_PER_TURN_MAX = 256;

    /** With so many times what it should know, who publishes is held back. */
    private static final int HELD_BACK_FACTOR = 4;

    private final Keep keep;
    private final int knownMax;
    private final Loop loop;
    private final LoopStore store;
    private final Buckets buckets;
    private final DelayFormat format;
    private final Runnable easier;
    private final Forwarding forwarding;
    private final PriorityQueue<Pending> known = new PriorityQueue<>();
    private final ArrayDeque<Pending> line = new ArrayDeque<>(); // due, in order, some yet to be read
    private final List<Paused> paused = new ArrayList<>(0);
    private final List<Bucket> unsaid = new ArrayList<>();
    private final Set<PublisherCredit> held = new HashSet<>(0);
    private Loop.@Nullable Timer timer;
    private long timerAt;
    private boolean firing;
    private boolean posted;
    private boolean crowded;
    private boolean ended;

    /**
     * @param knownMax with more than this no more are read than must be
     * @param easier told when there is room again
     */
    Firing(Keep keep, int knownMax, Buckets buckets, DelayFormat format, Runnable easier) {
        this.keep = keep;
        this.knownMax = knownMax;
        this.store = keep.store();
        this.loop = store.loop();
        this.buckets = buckets;
        this.format = format;
        this.easier = easier;
        this.forwarding = new Forwarding(loop, false, this::fire);
    }

    boolean hasRoom() {
        boolean room = known.size() < knownMax;
        crowded |= !room;
        return room;
    }

    /** Reading goes on when fewer messages of the bucket are known. */
    private record Paused(Bucket bucket, Runnable goOn) {}

    /** Runs it now, or when of this bucket not too many messages are known. */
    void whenFew(Bucket bucket, Runnable task) {
        if (bucket.known < knownMax) {
            task.run();
        } else {
            paused.add(new Paused(bucket, task));
        }
    }

    /**
     * @param message kept in memory where there is room; null: it will be read again
     */
    void add(Pending pending, @Nullable Message message) {
        if (message != null && store.hasRoom()) {
            message.keep();
            pending.message = message;
            store.resident(pending.length);
        }
        known.add(pending);
        pending.bucket.known++;
        wakeAt(pending.due);
    }

    private void wakeAt(long due) {
        if (timer != null) {
            if (due >= timerAt) {
                return;
            }
            timer.cancel();
        }
        timerAt = due;
        timer = loop.after(Math.max(0, due - loop.clock().epochMillis()), () -> {
            timer = null;
            fire();
        });
    }

    /** Lets out what is due, a slice in each turn. */
    void fire() {
        if (!firing && !posted && !ended) { // what is sent may make it easier to send
            firing = true;
            fireSome();
            firing = false;
        }
    }

    private void fireSome() {
        int fired = 0;
        while (!forwarding.congested()) {
            if (line.isEmpty()) {
                lineUp();
            }
            Pending next = line.peek();
            if (next == null || (next.message == null && !next.cancelled)) {
                break;
            }
            if (fired++ == FIRED_PER_TURN_MAX) {
                tellRoom();
                post();
                return;
            }
            line.remove();
            send(next);
        }
        Pending first = known.peek();
        if (first != null && first.due > loop.clock().epochMillis()) {
            wakeAt(first.due);
        }
        tellRoom();
    }

    private void post() {
        posted = true;
        loop.execute(() -> {
            posted = false;
            fire();
        });
    }

    void holdBack(PublisherCredit publisher) {
        if (known.size() > HELD_BACK_FACTOR * knownMax && held.add(publisher)) {
            publisher.loop().run(publisher::hold);
        }
    }

    private void tellRoom() {
        if (known.size() < HELD_BACK_FACTOR * knownMax / 2 && !held.isEmpty()) {
            List<PublisherCredit> released = List.copyOf(held);
            held.clear();
            released.forEach(publisher -> publisher.loop().run(publisher::release));
        }
        if (crowded && known.size() < knownMax / 2) {
            crowded = false;
            loop.execute(easier);
        }
        if (!paused.isEmpty()) {
            List<Paused> few =
                    paused.stream().filter(p -> p.bucket.known < knownMax).toList();
            paused.removeAll(few);
            few.forEach(p -> p.goOn.run());
        }
    }

    private void lineUp() {
        long now = loop.clock().epochMillis();
        long frontier = buckets.frontier();
        while (line.size() < FIRED_PER_TURN_MAX) {
            Pending first = known.peek();
            if (first == null || first.due > now || first.due >= frontier) {
                return;
            }
            known.remove();
            line.add(first);
            if (first.message == null) {
                store.port().read(first.bucket.queue, first.sequence, first.sequence, new Reading(first));
            }
        }
    }

    /** One that memory had no room for. */
    private final class Reading implements ReadAnswer {
        private final Pending pending;

        private Reading(Pending pending) {
            this.pending = pending;
        }

        @Override
        public void read(StoredMessages messages) {
            if (messages.count() == 0) {
                pending.cancelled = true; // the exchange is gone
            } else {
                pending.message = format.message(messages.bytes(), messages.offset(0), messages.length(0));
                store.resident(pending.length);
            }
            fire();
        }

        @Override
        public void failed(Damage damage) {
            LOG.error("a delayed message of {} cannot be read: {}", keep.inText(), damage);
            pending.cancelled = true;
            fire();
        }
    }

    private void send(Pending pending) {
        pending.bucket.known--;
        Message message = pending.message;
        if (message != null) {
            store.resident(-pending.length);
            pending.message = null;
        }
        if (message == null || pending.cancelled) {
            settle(pending.bucket, pending.sequence, pending.length);
            return;
        }
        forwarding.send(
                Delay.passed(Restored.of(message)),
                keep::from,
                taken -> settle(pending.bucket, pending.sequence, pending.length));
    }

    /** A message is gone for good; the store hears of all that are when the turn ends. */
    void settle(Bucket bucket, long sequence, int length) {
        if (ended) {
            return;
        }
        if (!bucket.leaves(sequence, length)) {
            tell(bucket, bucket.takeSettled(sequence));
        }
        if (!bucket.unsaid) {
            bucket.unsaid = true;
            unsaid.add(bucket);
            if (unsaid.size() == 1) {
                loop.execute(this::speak);
            }
        }
    }

    private void tell(Bucket bucket, long[] range) {
        if (range.length > 0) {
            store.port().settle(bucket.queue, range[0], range[1]);
        }
    }

    private void speak() {
        List<Bucket> said = List.copyOf(unsaid);
        unsaid.clear();
        if (ended) {
            return;
        }
        long now = loop.clock().epochMillis();
        for (Bucket bucket : said) {
            bucket.unsaid = false;
            long[] range = bucket.takeSettled();
            if (bucket.messages == 0 && bucket.end() <= now && bucket.state == Bucket.State.NEAR) {
                buckets.drop(bucket);
            } else {
                tell(bucket, range);
            }
        }
    }

    /** Takes out one that has not been sent; false where there is none. */
    boolean cancel(DelayedMessage.Key key) {
        for (Pending pending : known) {
            if (pending.due == key.dueMillis() && pending.arrival == key.arrival()) {
                pending.cancelled = true;
                known.remove(pending);
                send(pending);
                return true;
            }
        }
        return false;
    }

    void end() {
        ended = true;
        held.forEach(publisher -> publisher.loop().run(publisher::release));
        held.clear();
        known.forEach(this::forget);
        known.clear();
        line.forEach(this::forget);
        line.clear();
        paused.clear();
        if (timer != null) {
            timer.cancel();
        }
    }

    private void forget(Pending pending) {
        if (pending.message != null) {
            store.resident(-pending.length);
            pending.message = null;
        }
    }

    @Override
    public String toString() {
        return known.size() + " known, " + line.size() + " due";
    }
}
