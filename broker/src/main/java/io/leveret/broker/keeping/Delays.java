// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

import com.carrotsearch.hppc.LongHashSet;
import io.leveret.broker.exchange.Delay;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Receipt;
import io.leveret.broker.message.Reply;
import io.leveret.broker.queue.LoopStore;
import io.leveret.broker.queue.PublisherCredit;
import io.leveret.loop.Loop;
import io.leveret.store.Damage;
import io.leveret.store.ReadAnswer;
import io.leveret.store.RecoveredQueue;
import io.leveret.store.StoredMessages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of an {@code x-delayed-message} exchange that wait: the order of the steps. Every message is in the store,
 * in the {@link Bucket} of the time it is due. A bucket whose time comes near is read; one that has too much for that is
 * divided first. What is known in memory fires in the order of the time it is due, and of its arrival where that is the
 * same ({@link Firing}). Memory holds what is due in about a second, and a few tens of bytes for each bucket. Owned by a
 * loop.
 */
public final class Delays implements Keeping {
    private static final Logger LOG = LoggerFactory.getLogger(Delays.class);

    /** A bucket of messages that are published now is at least so long. */
    private static final long NEW_WIDTH_MIN = 1_024;

    private static final long NEW_WIDTH_MAX = 1L << 27;

    /** The part of a delay by which the bucket may be longer than needed. */
    private static final int NEW_WIDTHS_PER_DELAY = 8;

    /** So long before its time a bucket is read. */
    private static final long AHEAD_MILLIS = 1_000;

    /** How fast a bucket is divided at least. */
    private static final long DIVIDED_PER_MILLI = 50;

    private static final long RECHECK_MILLIS = 5_000;
    private static final long CANCEL_AGAIN_MILLIS = 50;

    private static final long PARTS_MAX = 4_096;

    private final Keep keep;
    private final DelayLimits limits;
    private final Loop loop;
    private final LoopStore store;
    private final DelayFormat format;
    private final Buckets buckets;
    private final Firing firing;
    private @Nullable Division division;
    private @Nullable List<Runnable> early = new ArrayList<>(); // until the buckets are known
    private final List<Runnable> whenUndivided = new ArrayList<>(0);
    private Loop.@Nullable Timer planTimer;
    private long planAt = Long.MAX_VALUE;
    private long lastArrival;
    private boolean ended;

    Delays(Keep keep) {
        this(keep, DelayLimits.DEFAULT);
    }

    Delays(Keep keep, DelayLimits limits) {
        this.keep = keep;
        this.limits = limits;
        this.store = keep.store();
        this.loop = store.loop();
        this.format = new DelayFormat(store.format());
        this.buckets = new Buckets(keep);
        this.firing = new Firing(keep, limits.known(), buckets, format, this::plan);
    }

    // ---- the buckets that were there before

    @Override
    public void begin() {
        RecoveredQueue list = keep.kept(0);
        if (list == null) {
            buckets.create();
            known();
        } else {
            buckets.partsUpTo(list.nextSequence() - 1);
            Map<Long, RecoveredQueue> kept = new HashMap<>();
            keep.kept().forEach(queue -> kept.put(KeeperIds.part(queue.id()), queue));
            store.port().read(list.id(), 1, list.nextSequence() - 1, new ListReading(list, kept));
        }
    }

    private final class ListReading implements ReadAnswer {
        private final RecoveredQueue list;
        private final Map<Long, RecoveredQueue> kept;
        private final List<Bucket> found = new ArrayList<>();

        private ListReading(RecoveredQueue list, Map<Long, RecoveredQueue> kept) {
            this.list = list;
            this.kept = kept;
        }

        @Override
        public void read(StoredMessages messages) {
            for (int i = 0; i < messages.count(); i++) {
                long part = messages.sequence(i);
                RecoveredQueue queue = kept.get(part);
                if (Buckets.width(messages.bytes(), messages.offset(i)) == 0) {
                    lastArrival = buckets.keptArrivals(part, Buckets.start(messages.bytes(), messages.offset(i)));
                } else if (queue == null) {
                    store.port().settle(list.id(), part, part);
                } else {
                    add(part, queue, messages.bytes(), messages.offset(i));
                }
            }
            if (messages.next() < list.nextSequence()) {
                store.port().read(list.id(), messages.next(), list.nextSequence() - 1, this);
            } else {
                // One that was being divided when the node went down has its parts beside it.
                found.sort(Comparator.comparingLong(bucket -> bucket.width));
                found.forEach(buckets::addKept);
                known();
            }
        }

        private void add(long part, RecoveredQueue queue, byte[] record, int offset) {
            Damage damage = queue.damage();
            if (damage != null) {
                LOG.error("delayed messages of {} cannot be read: {}", keep.inText(), damage);
                return;
            }
            Bucket bucket = new Bucket(part, queue.id(), Buckets.start(record, offset), Buckets.width(record, offset));
            bucket.lastSequence = queue.nextSequence() - 1;
            bucket.messages = queue.messages();
            bucket.bytes = queue.bytes();
            found.add(bucket);
        }

        @Override
        public void failed(Damage damage) {
            LOG.error("the delayed messages of {} cannot be found: {}", keep.inText(), damage);
            known();
        }
    }

    private void known() {
        List<Runnable> waiting = early == null ? List.of() : early;
        early = null;
        waiting.forEach(Runnable::run);
        plan();
    }

    // ---- what comes

    @Override
    public void take(Message message, @Nullable Receipt receipt) {
        long now = loop.clock().epochMillis();
        if (early == null) {
            take(message, now, receipt);
        } else {
            message.keep();
            early.add(() -> take(message, now, receipt));
        }
    }

    private void take(Message message, long now, @Nullable Receipt receipt) {
        if (!ended) {
            accept(message, now, keep.durable() ? receipt : null);
        }
        if (receipt != null && (ended || !keep.durable())) {
            receipt.accepted();
        }
    }

    private void accept(Message message, long now, @Nullable Receipt receipt) {
        long delay = Delay.millis(message.headers());
        long due = now + delay;
        lastArrival = Math.max(lastArrival + 1, now << 20);
        buckets.reserve(lastArrival);
        Bucket bucket = buckets.find(due);
        boolean isNew = bucket == null;
        if (bucket == null) {
            bucket = buckets.make(due, newWidth(delay));
            bucket.state = bucket.start <= now + AHEAD_MILLIS ? Bucket.State.NEAR : Bucket.State.FAR;
        }
        format.of(message, due, lastArrival);
        int length = format.length();
        long sequence = bucket.enters(length);
        store.handedOver(length);
        store.port().enqueue(bucket.queue, sequence, keep.durable(), format, OnDisk.of(receipt));
        if (bucket.state != Bucket.State.FAR) {
            firing.add(new Pending(bucket, sequence, due, lastArrival, length), message);
        } else if (isNew) {
            plan();
        }
    }

    private static long newWidth(long delay) {
        long wanted = Long.highestOneBit(Math.max(1, delay / NEW_WIDTHS_PER_DELAY));
        return Math.max(NEW_WIDTH_MIN, Math.min(NEW_WIDTH_MAX, wanted));
    }

    // ---- what comes near

    /** Reads and divides what its time has come for, as far as there is room. */
    private void plan() {
        if (ended || early != null) {
            return;
        }
        long now = loop.clock().epochMillis();
        long next = Long.MAX_VALUE;
        boolean first = true;
        resumeDivision();
        for (Bucket bucket : List.copyOf(buckets.all())) {
            if (bucket.messages == 0) {
                if (bucket.end() <= now && bucket.state != Bucket.State.LOADING && !bucket.unsaid) {
                    buckets.drop(bucket);
                }
                continue;
            }
            if (bucket.state != Bucket.State.FAR) {
                first &= bucket.state == Bucket.State.NEAR;
                continue;
            }
            long at = bucket.start - ahead(bucket);
            if (at > now) {
                next = Math.min(next, at);
            } else if (isTooLarge(bucket)) {
                divide(bucket);
            } else if (first || firing.hasRoom()) {
                new Loading(bucket).begin();
            }
            first = false;
        }
        if (!buckets.all().isEmpty() || !buckets.dividing().isEmpty()) {
            planAt(Math.min(next, now + RECHECK_MILLIS));
        }
        firing.fire();
    }

    private long ahead(Bucket bucket) {
        return AHEAD_MILLIS + (isTooLarge(bucket) ? bucket.messages / DIVIDED_PER_MILLI : 0);
    }

    private boolean isTooLarge(Bucket bucket) {
        boolean tooMuch = bucket.messages > limits.messages() || bucket.bytes > limits.bytes();
        return tooMuch && bucket.width > 1 && bucket.messages > 1;
    }

    private void planAt(long at) {
        if (planTimer != null) {
            if (at >= planAt) {
                return;
            }
            planTimer.cancel();
        }
        planAt = at;
        planTimer = loop.after(Math.max(0, at - loop.clock().epochMillis()), () -> {
            planTimer = null;
            plan();
        });
    }

    // ---- reading

    /** One bucket on its way into memory. */
    private final class Loading implements ReadAnswer {
        private final Bucket bucket;
        private final long to;

        private Loading(Bucket bucket) {
            this.bucket = bucket;
            this.to = bucket.lastSequence;
        }

        private void begin() {
            bucket.state = Bucket.State.LOADING;
            store.port().read(bucket.queue, 1, to, this);
        }

        @Override
        public void read(StoredMessages messages) {
            if (ended) {
                return;
            }
            for (int i = 0; i < messages.count(); i++) {
                if (bucket.isCancelled(messages.sequence(i))) {
                    continue;
                }
                byte[] bytes = messages.bytes();
                int offset = messages.offset(i);
                int length = messages.length(i);
                Pending pending = new Pending(
                        bucket,
                        messages.sequence(i),
                        DelayFormat.due(bytes, offset),
                        DelayFormat.arrival(bytes, offset),
                        length);
                firing.add(pending, store.hasRoom() ? format.message(bytes, offset, length) : null);
            }
            if (messages.next() > to) {
                bucket.state = Bucket.State.NEAR;
                plan();
            } else if (bucket.width == 1) {
                firing.whenFew(bucket, () -> store.port().read(bucket.queue, messages.next(), to, this));
            } else {
                store.port().read(bucket.queue, messages.next(), to, this);
            }
        }

        @Override
        public void failed(Damage damage) {
            LOG.error("delayed messages of {} cannot be read: {}", keep.inText(), damage);
            buckets.abandon(bucket);
            plan();
        }
    }

    // ---- dividing

    private void divide(Bucket bucket) {
        if (division == null) {
            buckets.divides(bucket);
            resumeDivision();
        }
    }

    private void resumeDivision() {
        if (division == null && !buckets.dividing().isEmpty()) {
            division = new Division(buckets.dividing().get(0));
            division.begin();
        }
    }

    private void undivided() {
        division = null;
        List<Runnable> waiting = List.copyOf(whenUndivided);
        whenUndivided.clear();
        waiting.forEach(Runnable::run);
        plan();
    }

    /** One bucket on its way into others: a message is there before it is not here any more. */
    private final class Division implements ReadAnswer {
        private final Bucket bucket;
        private final long width;
        private final Patience patience = new Patience(loop, this::next);
        private LongHashSet copied = new LongHashSet(0); // there already, since before a crash
        private long from = 1;

        private Division(Bucket bucket) {
            this.bucket = bucket;
            long parts = Math.max(4 * bucket.messages / limits.messages(), 4 * bucket.bytes / limits.bytes()) + 1;
            long wanted = bucket.width / Long.highestOneBit(Math.min(PARTS_MAX, 2 * parts));
            this.width = Math.max(1, Math.min(bucket.width / 2, wanted));
        }

        private void begin() {
            if (bucket.resumed) {
                new CopySearch(bucket, List.copyOf(buckets.all()), store.port(), this::resume).begin();
            } else {
                next();
            }
        }

        private void resume(LongHashSet found) {
            copied = found;
            next();
        }

        private void next() {
            if (ended) {
                return;
            }
            if (from > bucket.lastSequence) {
                buckets.drop(bucket);
                undivided();
            } else {
                store.port().read(bucket.queue, from, bucket.lastSequence, this);
            }
        }

        @Override
        public void read(StoredMessages messages) {
            if (ended) {
                return;
            }
            for (int i = 0; i < messages.count(); i++) {
                if (!bucket.isCancelled(messages.sequence(i))) {
                    move(messages.bytes(), messages.offset(i), messages.length(i));
                    bucket.messages--;
                    bucket.bytes -= messages.length(i);
                }
            }
            if (messages.count() > 0) {
                store.port().settle(bucket.queue, from, messages.sequence(messages.count() - 1));
            }
            from = messages.next();
            store.holdBack(patience);
            if (!patience.held()) {
                next();
            }
        }

        private void move(byte[] bytes, int offset, int length) {
            if (copied.contains(DelayFormat.arrival(bytes, offset))) {
                return;
            }
            long due = DelayFormat.due(bytes, offset);
            Bucket into = buckets.find(due);
            if (into == null) {
                into = buckets.make(due, width);
            }
            long sequence = into.enters(length);
            store.handedOver(length);
            store.port().enqueue(into.queue, sequence, keep.durable(), DelayFormat.raw(bytes, offset, length), null);
            if (into.state != Bucket.State.FAR) {
                Pending pending = new Pending(into, sequence, due, DelayFormat.arrival(bytes, offset), length);
                firing.add(pending, store.hasRoom() ? format.message(bytes, offset, length) : null);
            }
        }

        @Override
        public void failed(Damage damage) {
            LOG.error("delayed messages of {} cannot be read: {}", keep.inText(), damage);
            buckets.abandon(bucket);
            undivided();
        }
    }

    // ---- for operators, on the loop

    @Override
    public void holdBack(PublisherCredit publisher) {
        firing.holdBack(publisher);
    }

    /** How many messages wait. */
    public long messages() {
        return buckets.messages();
    }

    /**
     * Some of the messages that wait, in about the order they are due: by stretches of time, within one as they came.
     *
     * @param after where a list before this one ended; null at first
     */
    public void list(DelayedMessage.@Nullable Place after, int max, Reply<List<DelayedMessage>> reply) {
        if (early != null) {
            early.add(() -> list(after, max, reply));
        } else {
            new DelayedList(buckets, store, format, max, reply).from(after);
        }
    }

    /** Takes a message out that has not fired; answers whether it was there. */
    public void cancel(DelayedMessage.Key key, Reply<Boolean> reply) {
        if (early != null) {
            early.add(() -> cancel(key, reply));
        } else if (division != null) {
            whenUndivided.add(() -> cancel(key, reply));
        } else {
            Bucket bucket = buckets.find(key.dueMillis());
            if (bucket == null) {
                reply.ok(false);
            } else if (bucket.state == Bucket.State.NEAR) {
                reply.ok(firing.cancel(key));
            } else if (bucket.state == Bucket.State.FAR) {
                new Cancelling(bucket, key, reply).begin();
            } else {
                new Cancelling(bucket, key, reply).again();
            }
        }
    }

    /** Looks for one message in a bucket that is only in the store. */
    private final class Cancelling implements ReadAnswer {
        private final Bucket bucket;
        private final DelayedMessage.Key key;
        private final Reply<Boolean> reply;

        private Cancelling(Bucket bucket, DelayedMessage.Key key, Reply<Boolean> reply) {
            this.bucket = bucket;
            this.key = key;
            this.reply = reply;
        }

        private void begin() {
            store.port().read(bucket.queue, 1, bucket.lastSequence, this);
        }

        /** It comes near meanwhile: then it is easy. */
        private void again() {
            loop.after(CANCEL_AGAIN_MILLIS, () -> cancel(key, reply));
        }

        @Override
        public void read(StoredMessages messages) {
            if (bucket.state != Bucket.State.FAR) {
                again();
                return;
            }
            for (int i = 0; i < messages.count(); i++) {
                boolean same = DelayFormat.arrival(messages.bytes(), messages.offset(i)) == key.arrival();
                if (same && !bucket.isCancelled(messages.sequence(i))) {
                    bucket.cancel(messages.sequence(i));
                    firing.settle(bucket, messages.sequence(i), messages.length(i));
                    reply.ok(true);
                    return;
                }
            }
            if (messages.next() > bucket.lastSequence) {
                reply.ok(false);
            } else {
                store.port().read(bucket.queue, messages.next(), bucket.lastSequence, this);
            }
        }

        @Override
        public void failed(Damage damage) {
            reply.ok(false);
        }
    }

    @Override
    public void end() {
        ended = true;
        firing.end();
        buckets.end();
        if (planTimer != null) {
            planTimer.cancel();
        }
    }

    @Override
    public String toString() {
        return keep.inText() + ": " + buckets + ", " + firing;
    }
}
