// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

import io.leveret.store.Source;
import io.leveret.store.StorePort;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The time that lies ahead, cut into {@link Bucket}s as messages come: the farther away, the longer. No two overlap, but
 * for those that a bucket is being divided into. The store knows which there are from a list in part 0. Owned by a loop.
 */
final class Buckets {
    private static final int RECORD_BYTES = 16;

    /** About ten minutes' worth. */
    private static final long ARRIVALS_AHEAD = 600_000L << 20;

    private final Keep keep;
    private final long list;
    private final TreeMap<Long, Bucket> byStart = new TreeMap<>();
    private final List<Bucket> dividing = new ArrayList<>(0);
    private long lastPart;
    private long arrivals; // up to here the store knows that they may have been given out
    private long arrivalsPart; // where it says so; 0: nowhere

    Buckets(Keep keep) {
        this.keep = keep;
        this.list = KeeperIds.of(keep.id(), 0);
    }

    private StorePort port() {
        return keep.store().port();
    }

    /** Of an exchange that is new. */
    void create() {
        port().create(list, keep.durable(), null);
    }

    /** Nothing that comes has a part up to this one. */
    void partsUpTo(long part) {
        lastPart = Math.max(lastPart, part);
    }

    /**
     * Before an arrival is given out for the first time the store hears of it, and of many that follow: none is given
     * out again after a restart, even by a clock that was set back.
     */
    void reserve(long arrival) {
        if (arrival > arrivals) {
            long before = arrivalsPart;
            arrivals = arrival + ARRIVALS_AHEAD;
            arrivalsPart = ++lastPart;
            enter(arrivalsPart, arrivals, 0);
            if (before != 0) {
                port().settle(list, before, before);
            }
        }
    }

    /** An entry of the list that names arrivals and no bucket; the last one given out, perhaps. */
    long keptArrivals(long part, long upTo) {
        arrivals = Math.max(arrivals, upTo);
        if (arrivalsPart != 0) {
            port().settle(list, arrivalsPart, arrivalsPart);
        }
        arrivalsPart = part;
        return arrivals;
    }

    private void enter(long part, long start, long width) {
        byte[] record =
                ByteBuffer.allocate(RECORD_BYTES).putLong(start).putLong(width).array();
        port().enqueue(list, part, keep.durable(), Source.of(record), null);
    }

    /** One that the store has kept; where it overlaps others, which must be shorter, it has to be divided. */
    void addKept(Bucket bucket) {
        if (isFree(bucket.start, bucket.end())) {
            byStart.put(bucket.start, bucket);
        } else {
            bucket.resumed = true;
            divides(bucket);
        }
    }

    static long start(byte[] record, int offset) {
        return ByteBuffer.wrap(record, offset, RECORD_BYTES).getLong();
    }

    static long width(byte[] record, int offset) {
        return ByteBuffer.wrap(record, offset, RECORD_BYTES).getLong(offset + Long.BYTES);
    }

    /** In the order of time. */
    Collection<Bucket> all() {
        return byStart.values();
    }

    List<Bucket> dividing() {
        return dividing;
    }

    @Nullable
    Bucket find(long due) {
        var entry = byStart.floorEntry(due);
        return entry != null && entry.getValue().holds(due) ? entry.getValue() : null;
    }

    /**
     * A new one for a time that no other holds.
     *
     * @param widthMax a power of two
     */
    Bucket make(long due, long widthMax) {
        long width = widthMax;
        while (width > 1 && !(isFree(due & -width, (due & -width) + width) && narrow(due, width))) {
            width >>= 1;
        }
        long part = ++lastPart;
        long start = due & -width;
        Bucket bucket = new Bucket(part, KeeperIds.of(keep.id(), part), start, width);
        enter(part, start, width);
        port().create(bucket.queue, keep.durable(), null);
        byStart.put(start, bucket);
        return bucket;
    }

    private boolean isFree(long start, long end) {
        var before = byStart.lowerEntry(end);
        return before == null || before.getValue().end() <= start;
    }

    /** Whether a bucket that is divided gains by such a part. */
    private boolean narrow(long due, long width) {
        long start = due & -width;
        return dividing.stream().noneMatch(old -> old.overlaps(start, start + width) && width >= old.width);
    }

    /** Its messages are about to move to others. */
    void divides(Bucket bucket) {
        byStart.remove(bucket.start, bucket);
        bucket.state = Bucket.State.DIVIDING;
        dividing.add(bucket);
    }

    /** One that holds nothing any more. */
    void drop(Bucket bucket) {
        byStart.remove(bucket.start, bucket);
        dividing.remove(bucket);
        port().delete(bucket.queue, null);
        port().settle(list, bucket.part, bucket.part);
    }

    /** One whose messages cannot be read; what the store has of it stays. */
    void abandon(Bucket bucket) {
        byStart.remove(bucket.start, bucket);
        dividing.remove(bucket);
    }

    /** Messages that are due before this, and known in memory, may fire: none that is only in the store goes before. */
    long frontier() {
        long frontier = Long.MAX_VALUE;
        for (Bucket bucket : byStart.values()) {
            frontier = Math.min(frontier, bucket.safeBefore());
            if (bucket.start >= frontier) {
                break;
            }
        }
        for (Bucket bucket : dividing) {
            frontier = Math.min(frontier, bucket.start);
        }
        return frontier;
    }

    long messages() {
        long messages = 0;
        for (Bucket bucket : byStart.values()) {
            messages += bucket.messages;
        }
        for (Bucket bucket : dividing) {
            messages += bucket.messages;
        }
        return messages;
    }

    /** The exchange has ended. */
    void end() {
        List.copyOf(byStart.values()).forEach(this::drop);
        List.copyOf(dividing).forEach(this::drop);
        port().delete(list, null);
    }

    @Override
    public String toString() {
        return byStart.values() + ", divided " + dividing;
    }
}
