// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one that writes the journal. Takes all batches that wait, writes them, forces once if somebody relies on it, takes
 * them into the catalogue and answers their receipts. When the disk fails, whoever waits is told so; what nobody waits
 * for is kept and written again, in a new segment, until that is forced. Owned by its worker's thread.
 */
final class StoreWriter implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(StoreWriter.class);

    /** How long what nobody waits for may stay unforced. */
    private static final long LAZY_NANOS = 50_000_000;
    /** How much of it. */
    private static final long LAZY_BYTES_MAX = 4 << 20;

    private static final long GROUP_BYTES_MAX = 16 << 20;
    private static final long RETRY_NANOS = 250_000_000;
    private static final long STALL_NANOS = 100_000_000;

    private final Journal journal;
    private final Catalogue catalogue;
    private final StoreOptions options;
    private final StoreHealth health;
    private final ConcurrentLinkedQueue<Batch> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong writtenBytes = new AtomicLong();
    private Runnable wake = () -> {};
    private @Nullable StoreReader reader;
    private @Nullable Housekeeper housekeeper;

    private final List<Batch> group = new ArrayList<>();
    /** Written, in the catalogue, not forced, and of effect after a restart. */
    private final List<Batch> lazy = new ArrayList<>();

    private long lazyBytes;
    /** When the store will have been at rest for long enough to force and claim. */
    private long restNanos;

    /** What is to be written as soon as the disk lets us; only while it fails. */
    private final List<Batch> kept = new ArrayList<>();

    /** Whose batches were refused meanwhile, wholly or in part. */
    private final List<LoopPort> refused = new ArrayList<>();

    private long retryNanos;
    private volatile String failing = "";

    StoreWriter(Journal journal, Catalogue catalogue, StoreOptions options, StoreHealth health) {
        this.journal = journal;
        this.catalogue = catalogue;
        this.options = options;
        this.health = health;
    }

    /** Before the first turn. */
    void meet(StoreReader theReader, Housekeeper theHousekeeper, Runnable waker) {
        reader = theReader;
        housekeeper = theHousekeeper;
        wake = waker;
    }

    /** A loop hands a batch over. */
    void take(Batch batch) {
        waitingBytes.addAndGet(batch.length());
        waiting.add(batch);
        wake.run();
    }

    void wake() {
        wake.run();
    }

    @Override
    public long turn(long now) {
        if (!failing.isEmpty()) {
            return retry(now);
        }
        if (waiting.isEmpty()) {
            return rest(now);
        }
        if (journalIsFull()) {
            String trouble = housekeeper == null ? "" : housekeeper.trouble();
            if (!trouble.isEmpty()) {
                gather();
                fail(now, "the journal is full: " + trouble);
            }
            return STALL_NANOS;
        }
        gather();
        try {
            boolean urgent = writeAll(group);
            if (urgent || lazyBytes > LAZY_BYTES_MAX) {
                force();
            }
        } catch (IOException | RuntimeException e) {
            fail(now, e.toString());
            return RETRY_NANOS;
        }
        complete(now);
        return 0;
    }

    private void gather() {
        group.clear();
        long bytes = 0;
        Batch next = waiting.peek();
        while (next != null && bytes < GROUP_BYTES_MAX) {
            group.add(next);
            if (next.port != null) {
                next.port.taken(next.number());
            }
            bytes += next.length();
            waiting.remove();
            next = waiting.peek();
        }
        waitingBytes.addAndGet(-bytes);
    }

    /** Returns whether one of them asks for a force. */
    private boolean writeAll(List<Batch> batches) throws IOException {
        synchronized (catalogue) {
            catalogue.beginPending();
        }
        boolean urgent = false;
        for (Batch batch : batches) {
            if (batch.hasRecords()) {
                journal.write(batch);
                writtenBytes.lazySet(writtenBytes.get() + batch.length());
            }
            urgent |= batch.isUrgent();
        }
        return urgent;
    }

    private void force() throws IOException {
        journal.force();
        lazy.forEach(StoreWriter::release);
        lazy.clear();
        lazyBytes = 0;
    }

    /** The group is on disk as far as it asked for. */
    private void complete(long now) {
        journal.completed();
        apply(group);
        for (Batch batch : group) {
            if (batch.port != null) {
                batch.port.applied(batch.number());
            }
        }
        nowReadable();
        Answers.post(group, "");
        boolean forced = !journal.isUnforced();
        for (Batch batch : group) {
            if (!forced && batch.isLasting()) {
                lazy.add(batch);
                lazyBytes += batch.length();
            } else {
                release(batch);
            }
        }
        group.clear();
        restNanos = now + LAZY_NANOS;
        afterForce();
    }

    private void apply(List<Batch> batches) {
        synchronized (catalogue) {
            for (Batch batch : batches) {
                Batch.Placement placement = batch.placement();
                byte[] bytes = batch.bytes();
                for (int part = 0; part < placement.size(); part++) {
                    int start = placement.start(part);
                    int end = placement.end(part, batch.length());
                    long shift = placement.position(part) - start;
                    for (int at = start; at < end; at += RecordFormat.totalBytes(bytes, at)) {
                        catalogue.apply(bytes, at, placement.segment(part), at + shift);
                    }
                }
            }
            catalogue.endPending();
        }
    }

    private void nowReadable() {
        if (reader != null) {
            reader.applied();
        }
    }

    /** Hands on what may happen once all that is in the catalogue is on disk. */
    private void afterForce() {
        if (housekeeper == null) {
            return;
        }
        boolean wanted;
        List<PageFile> emptied = List.of();
        synchronized (catalogue) {
            wanted = catalogue.segments().size() > options.sealedSegments();
            if (lazy.isEmpty() && catalogue.hasEmptied()) {
                emptied = catalogue.takeEmptied();
            }
        }
        if (!emptied.isEmpty()) {
            housekeeper.discard(emptied);
        } else if (wanted) {
            housekeeper.wake();
        }
    }

    private static void release(Batch batch) {
        if (batch.port != null) {
            batch.port.giveBack(batch);
        }
    }

    /** Nothing waits: forces what nobody waited for, and lets a reader know that all is forced. */
    private long rest(long now) {
        if (lazy.isEmpty() && !journal.wantsClaim()) {
            afterForce();
            return NOTHING;
        }
        if (now < restNanos) {
            return restNanos - now;
        }
        try {
            if (!lazy.isEmpty()) {
                force();
                journal.completed();
                afterForce();
            }
            if (journal.wantsClaim()) {
                journal.write(new Batch(null));
            }
        } catch (IOException | RuntimeException e) {
            group.clear();
            fail(now, e.toString());
            return RETRY_NANOS;
        }
        return NOTHING;
    }

    private boolean journalIsFull() {
        boolean full;
        synchronized (catalogue) {
            full = catalogue.segments().size() > options.sealedSegmentsMax();
        }
        if (full && housekeeper != null) {
            housekeeper.wake();
        }
        return full;
    }

    // The disk fails.

    /** Tells who waits; keeps what nobody waits for. */
    private void fail(long now, String reason) {
        LOG.error("cannot write to the journal: {}", reason);
        failing = reason;
        retryNanos = now + RETRY_NANOS;
        for (Batch batch : lazy) {
            keep(batch, false);
        }
        lazy.clear();
        lazyBytes = 0;
        refuse();
        abandon();
        health.failing(reason);
    }

    private void abandon() {
        journal.abandon();
        synchronized (catalogue) {
            catalogue.endPending();
        }
    }

    private void refuse() {
        Answers.post(group, failing);
        for (Batch batch : group) {
            keep(batch, true);
        }
        group.clear();
    }

    private void keep(Batch batch, boolean withEnqueues) {
        if (batch.port != null && !refused.contains(batch.port)) {
            refused.add(batch.port);
        }
        batch.keepUnawaited(withEnqueues);
        if (batch.hasRecords()) {
            settleAtOnce(batch);
            kept.add(batch);
        } else {
            release(batch);
        }
    }

    /**
     * What is settled needs no space any more, and may be all that stands between a full disk and one that is not: the
     * housekeeper need not wait for these records. They are written nevertheless.
     */
    private void settleAtOnce(Batch batch) {
        byte[] bytes = batch.bytes();
        synchronized (catalogue) {
            for (int at = RecordFormat.GROUP_BYTES; at < batch.length(); at += RecordFormat.totalBytes(bytes, at)) {
                if (RecordFormat.kind(bytes, at) == RecordFormat.SETTLE) {
                    catalogue.settle(bytes, at);
                }
            }
        }
    }

    private long retry(long now) {
        gather();
        if (!group.isEmpty()) {
            refuse();
        }
        if (now < retryNanos) {
            return retryNanos - now;
        }
        if (journalIsFull()) {
            return STALL_NANOS;
        }
        return writeKept(now);
    }

    private long writeKept(long now) {
        retryNanos = now + RETRY_NANOS;
        try {
            journal.write(new Batch(null));
            writeAll(kept);
            journal.force();
        } catch (IOException | RuntimeException e) {
            failing = e.toString();
            kept.forEach(batch -> batch.placement().clear());
            abandon();
            if (housekeeper != null) {
                housekeeper.wake();
            }
            return RETRY_NANOS;
        }
        LOG.info("the journal can be written again");
        journal.completed();
        apply(kept);
        kept.forEach(StoreWriter::release);
        kept.clear();
        refused.forEach(LoopPort::appliedAllTaken);
        refused.clear();
        nowReadable();
        failing = "";
        afterForce();
        health.recovered();
        return 0;
    }

    /** The last turn, by the thread that closes the store. */
    void finish(long now) {
        if (!failing.isEmpty()) {
            writeKept(now);
        }
        while (failing.isEmpty() && !waiting.isEmpty()) {
            gather();
            try {
                writeAll(group);
                force();
                complete(now);
            } catch (IOException | RuntimeException e) {
                fail(now, e.toString());
            }
        }
        if (failing.isEmpty()) {
            restNanos = now;
            rest(now);
            claimForGood();
        } else {
            LOG.error("closed while the journal could not be written: {}", failing);
        }
        gather();
        refuse();
    }

    /** After a clean end a reader can tell a damaged record from one that was never completed. */
    private void claimForGood() {
        try {
            journal.force();
        } catch (IOException e) {
            LOG.warn("all messages are on disk, the end of the journal is not: {}", e.toString());
        }
    }

    // Figures, from any thread.

    String failing() {
        return failing;
    }

    long waitingBytes() {
        return waitingBytes.get();
    }

    long writtenBytes() {
        return writtenBytes.get();
    }
}
