// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import com.carrotsearch.hppc.LongObjectHashMap;
import com.carrotsearch.hppc.cursors.LongObjectCursor;
import com.carrotsearch.hppc.cursors.ObjectCursor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the store holds and where: every queue's blocks, the journal's segments, the page files. Changed by the records
 * that reached the disk, in their order, and by the housekeeper when it moves messages. Shared by the threads of the
 * store, who hold its monitor for a look or a batch of changes, never while the disk works; loops never touch it.
 */
final class Catalogue {
    private final LongObjectHashMap<QueueIndex> queues = new LongObjectHashMap<>();
    /** Oldest first; the last one is being written. */
    private final ArrayDeque<Segment> segments = new ArrayDeque<>();

    /** From this segment on there may be records that are not taken in yet. */
    private long pendingFrom = Long.MAX_VALUE;

    private final LongObjectHashMap<PageFile> pageFiles = new LongObjectHashMap<>();
    /** Page files that the latest settles left without a message. */
    private List<PageFile> emptied = new ArrayList<>();

    // Changes, as records tell them.

    /** Takes in one record that begins at this position of the segment. */
    void apply(byte[] bytes, int at, Segment segment, long position) {
        int targets = RecordFormat.targets(bytes, at);
        for (int i = 0; i < targets; i++) {
            long queue = RecordFormat.queue(bytes, at, i);
            long a = RecordFormat.a(bytes, at, i);
            long b = RecordFormat.b(bytes, at, i);
            switch (RecordFormat.kind(bytes, at)) {
                case RecordFormat.ENQUEUE -> {
                    boolean durable = (RecordFormat.flags(bytes, at) & RecordFormat.DURABLE) != 0;
                    enqueue(segment, position, queue, a, RecordFormat.payloadLength(bytes, at), durable);
                }
                case RecordFormat.SETTLE -> settle(queue, a, b);
                case RecordFormat.MARK -> mark(queue, a, a + (b >>> 8), (byte) b);
                case RecordFormat.NOTE -> note(queue, a, b);
                case RecordFormat.CREATE -> create(queue, a != 0);
                case RecordFormat.DELETE -> delete(queue);
                default -> {} // a group record holds nothing
            }
        }
    }

    /** Takes in a record of messages that are gone, wherever it is. */
    void settle(byte[] bytes, int at) {
        for (int i = RecordFormat.targets(bytes, at) - 1; i >= 0; i--) {
            settle(RecordFormat.queue(bytes, at, i), RecordFormat.a(bytes, at, i), RecordFormat.b(bytes, at, i));
        }
    }

    /** The queue of this id, a new one if there is none. */
    QueueIndex create(long id, boolean durable) {
        QueueIndex queue = queues.get(id);
        if (queue == null) {
            queue = new QueueIndex(id, durable);
            queues.put(id, queue);
        }
        return queue;
    }

    void delete(long id) {
        QueueIndex queue = queues.remove(id);
        if (queue != null) {
            for (int i = 0; i < queue.size(); i++) {
                leave(queue.at(i));
            }
        }
    }

    /** What does not survive a restart is gone: after a replay. */
    void deleteFleeting() {
        for (QueueIndex queue : queues()) {
            if (!queue.durable) {
                delete(queue.id);
            }
        }
    }

    /** A message whose record begins at this position; ignored if the queue is not there or has it already. */
    void enqueue(Segment segment, long position, long id, long sequence, int length, boolean durable) {
        QueueIndex queue = queues.get(id);
        if (queue == null || sequence <= queue.enqueued) {
            return;
        }
        queue.enqueued = sequence;
        queue.last = Math.max(queue.last, sequence);
        queue.messages++;
        int size = queue.size();
        Block tail = size == 0 ? null : queue.at(size - 1);
        if (tail instanceof Run run) {
            if (run.takes(segment, sequence)) {
                run.append(sequence, position, length, durable);
                return;
            }
            if (run.live == 0) {
                leave(run);
                queue.remove(size - 1, size);
            }
        }
        Run run = new Run(queue, segment, sequence);
        run.append(sequence, position, length, durable);
        segment.add(run);
        queue.add(run);
    }

    void settle(long id, long from, long to) {
        QueueIndex queue = queues.get(id);
        if (queue == null) {
            return;
        }
        if (from <= 1 && to >= queue.last) {
            queue.damage = null; // purged of everything: what was unreadable is gone too
        }
        queue.last = Math.max(queue.last, to == Long.MAX_VALUE ? 0 : to);
        int start = queue.find(from);
        int kept = start;
        int index = start;
        for (; index < queue.size() && queue.at(index).first <= to; index++) {
            Block block = queue.at(index);
            int settled = block.settle(from, to);
            queue.messages -= settled;
            block.container.settled(block, settled);
            if (block.live == 0 && !isOpen(block, index == queue.size() - 1)) {
                leave(block);
            } else {
                queue.put(kept++, block);
            }
        }
        queue.remove(kept, index);
    }

    void mark(long id, long from, long to, byte mark) {
        QueueIndex queue = queues.get(id);
        if (queue == null) {
            return;
        }
        for (int i = queue.find(from); i < queue.size() && queue.at(i).first <= to; i++) {
            queue.at(i).mark(from, to, mark);
        }
    }

    void note(long id, long sequence, long note) {
        QueueIndex queue = queues.get(id);
        int index = queue == null ? 0 : queue.find(sequence);
        if (queue != null && index < queue.size()) {
            queue.at(index).note(sequence, note);
        }
    }

    /** The first damage of a queue stays. */
    void damage(Damage damage) {
        QueueIndex queue = queues.get(damage.queue());
        if (queue != null && queue.damage == null) {
            queue.damage = damage;
        }
    }

    // The files.

    void add(Segment segment) {
        segments.addLast(segment);
    }

    void remove(Segment segment) {
        segments.remove(segment);
    }

    Collection<Segment> segments() {
        return segments;
    }

    /** Records are about to be written behind all there are. */
    void beginPending() {
        Segment active = segments.peekLast();
        pendingFrom = active == null ? 0 : active.number;
    }

    /** All that was written is taken in, or was given up. */
    void endPending() {
        pendingFrom = Long.MAX_VALUE;
    }

    /** Full segments, oldest first, all of whose records are taken in. */
    List<Segment> sealedSegments() {
        List<Segment> sealed = new ArrayList<>();
        for (Segment segment : segments) {
            if (segment != segments.peekLast() && segment.number < pendingFrom) {
                sealed.add(segment);
            }
        }
        return sealed;
    }

    void add(PageFile file) {
        pageFiles.put(file.number, file);
    }

    void remove(PageFile file) {
        pageFiles.remove(file.number);
    }

    @Nullable
    PageFile pageFile(long number) {
        return pageFiles.get(number);
    }

    List<PageFile> pageFiles() {
        List<PageFile> files = new ArrayList<>(pageFiles.size());
        for (ObjectCursor<PageFile> each : pageFiles.values()) {
            files.add(each.value);
        }
        return files;
    }

    long pageBytes() {
        long sum = 0;
        for (ObjectCursor<PageFile> each : pageFiles.values()) {
            sum += each.value.bytes();
        }
        return sum;
    }

    /** Page files without a message; they may go once the settles that emptied them are forced. */
    List<PageFile> takeEmptied() {
        List<PageFile> taken = emptied;
        emptied = new ArrayList<>();
        return taken;
    }

    /** Nothing is left in this file. */
    void empty(PageFile file) {
        emptied.add(file);
    }

    boolean hasEmptied() {
        return !emptied.isEmpty();
    }

    // Looks.

    @Nullable
    QueueIndex queue(long id) {
        return queues.get(id);
    }

    List<QueueIndex> queues() {
        List<QueueIndex> all = new ArrayList<>(queues.size());
        for (LongObjectCursor<QueueIndex> each : queues) {
            all.add(each.value);
        }
        return all;
    }

    /** Takes a block out of its file. */
    void leave(Block block) {
        block.container.remove(block);
        if (block.container instanceof PageFile file && file.blocks().isEmpty() && !file.busy()) {
            emptied.add(file);
        }
    }

    /** Whether the queue's next message will go into this run. */
    private boolean isOpen(Block block, boolean isLast) {
        return isLast && block.container == segments.peekLast();
    }
}
