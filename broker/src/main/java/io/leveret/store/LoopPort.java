// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import io.leveret.loop.Loop;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop's port to a store on disk: copies into a batch, and hands it to the store writer when the loop's turn ends or
 * the batch is large. Owned by the loop, but for what is said otherwise.
 */
final class LoopPort implements StorePort {
    private static final Logger LOG = LoggerFactory.getLogger(LoopPort.class);

    /** A batch of this size does not wait for the end of the turn. */
    private static final int BATCH_BYTES = 256 * 1024;

    private static final int SPARE_MAX = 4;

    private final Loop loop;
    private final StoreWriter writer;
    private final StoreReader reader;
    private final Runnable turnEnds = this::turnEnded;

    /** Batches to fill again; the store writer gives them back. */
    private final ConcurrentLinkedQueue<Batch> spare = new ConcurrentLinkedQueue<>();

    private @Nullable Batch batch;
    private boolean turnEndPosted;
    private long number;

    /** All batches up to this number are in the catalogue, or have failed. Set by the store writer. */
    private volatile long applied;

    /** The last batch the store writer took. The store writer's. */
    private long taken;

    LoopPort(Loop loop, StoreWriter writer, StoreReader reader) {
        this.loop = loop;
        this.writer = writer;
        this.reader = reader;
    }

    @Override
    public void create(long queue, boolean durable, @Nullable Receipt receipt) {
        Batch to = batch();
        int at = to.begin(RecordFormat.CREATE, awaited(receipt), 1, 0);
        to.target(at, 0, queue, durable ? 1 : 0, 0);
        if (durable) {
            to.lasting();
        }
        to.end(at, receipt);
    }

    @Override
    public void delete(long queue, @Nullable Receipt receipt) {
        Batch to = batch();
        int at = to.begin(RecordFormat.DELETE, awaited(receipt), 1, 0);
        to.target(at, 0, queue, 0, 0);
        to.lasting();
        to.end(at, receipt);
    }

    @Override
    public void enqueue(long queue, long sequence, boolean durable, Source source, @Nullable Receipt receipt) {
        Batch to = batch();
        int at = begin(to, 1, durable, source.length(), receipt);
        to.target(at, 0, queue, sequence, RecordFormat.UNKNOWN);
        complete(to, at, 1, durable, source, receipt);
    }

    @Override
    public void enqueue(Targets targets, boolean durable, Source source, @Nullable Receipt receipt) {
        Batch to = batch();
        int size = targets.size();
        int at = begin(to, size, durable, source.length(), receipt);
        for (int i = 0; i < size; i++) {
            to.target(at, i, targets.queue(i), targets.sequence(i), RecordFormat.UNKNOWN);
        }
        complete(to, at, size, durable, source, receipt);
    }

    private static int begin(Batch to, int targets, boolean durable, int length, @Nullable Receipt receipt) {
        int flags = (durable ? RecordFormat.DURABLE : 0) | awaited(receipt);
        return to.begin(RecordFormat.ENQUEUE, flags, targets, length);
    }

    private void complete(Batch to, int at, int targets, boolean durable, Source source, @Nullable Receipt receipt) {
        source.copyTo(to.bytes(), at + RecordFormat.headBytes(targets));
        if (durable) {
            to.urgent();
        }
        to.end(at, receipt);
        if (to.length() >= BATCH_BYTES) {
            handOver();
        }
    }

    @Override
    public void settle(long queue, long from, long to) {
        batch().settle(queue, from, to);
    }

    @Override
    public void mark(long queue, long from, long to, int mark) {
        batch().mark(queue, from, to, (byte) mark);
    }

    @Override
    public void note(long queue, long sequence, long note) {
        batch().note(queue, sequence, note);
    }

    @Override
    public void sync(Receipt receipt) {
        batch().await(receipt);
    }

    @Override
    public void read(long queue, long from, long to, ReadAnswer answer) {
        assert loop.assertInLoop();
        long enough = batch == null || batch.isEmpty() ? number : number + 1;
        reader.request(new ReadRequest(this, queue, from, to, enough, answer));
    }

    private static int awaited(@Nullable Receipt receipt) {
        return receipt == null ? 0 : RecordFormat.AWAITED;
    }

    private Batch batch() {
        assert loop.assertInLoop();
        Batch current = batch;
        if (current == null) {
            current = spare.poll();
            if (current == null) {
                current = new Batch(this);
            }
            batch = current;
        }
        if (!turnEndPosted) {
            turnEndPosted = true;
            loop.execute(turnEnds);
        }
        return current;
    }

    private void turnEnded() {
        turnEndPosted = false;
        handOver();
    }

    private void handOver() {
        Batch full = batch;
        if (full == null || full.isEmpty()) {
            return;
        }
        batch = null;
        full.close(++number);
        writer.take(full);
    }

    // Called by the store's threads.

    /** Runs an answer on the loop; there is nobody to hear it when the loop has ended. */
    void answer(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("{} has ended and hears no more answers", loop, e);
        }
    }

    boolean hasApplied(long batchNumber) {
        return applied >= batchNumber;
    }

    void applied(long batchNumber) {
        applied = batchNumber;
    }

    void taken(long batchNumber) {
        taken = batchNumber;
    }

    void appliedAllTaken() {
        applied = taken;
    }

    /** From any thread, when nobody uses the batch any more. */
    void giveBack(Batch done) {
        done.clear();
        if (spare.size() < SPARE_MAX) {
            spare.add(done);
        }
    }
}
