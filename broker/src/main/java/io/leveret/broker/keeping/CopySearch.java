// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

import com.carrotsearch.hppc.LongHashSet;
import io.leveret.store.Damage;
import io.leveret.store.ReadAnswer;
import io.leveret.store.StorePort;
import io.leveret.store.StoredMessages;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Finds what a crash has left both in a bucket that was being divided and in one of its parts: at most what was moved
 * last, which is the oldest that the bucket still has. None of it has fired, because nothing fires that is due after the
 * start of a bucket that is being divided. Owned by a loop.
 */
final class CopySearch implements ReadAnswer {
    /** More than a page holds, and one page moves at a time. */
    private static final int MOVED_LAST_MAX = 16_384;

    private final Bucket divided;
    private final ArrayDeque<Bucket> parts = new ArrayDeque<>();
    private final StorePort port;
    private final Consumer<LongHashSet> then;
    private final LongHashSet oldest = new LongHashSet();
    private final LongHashSet copied = new LongHashSet();
    private boolean inParts;

    /**
     * @param others all buckets beside the one that is divided
     * @param then gets the arrivals of what is there twice
     */
    CopySearch(Bucket divided, List<Bucket> others, StorePort port, Consumer<LongHashSet> then) {
        this.divided = divided;
        this.port = port;
        this.then = then;
        others.stream()
                .filter(other -> other.overlaps(divided.start, divided.end()) && other.messages > 0)
                .forEach(parts::add);
    }

    void begin() {
        port.read(divided.queue, 1, divided.lastSequence, this);
    }

    @Override
    public void read(StoredMessages messages) {
        for (int i = 0; i < messages.count(); i++) {
            long arrival = DelayFormat.arrival(messages.bytes(), messages.offset(i));
            if (!inParts) {
                oldest.add(arrival);
            } else if (oldest.contains(arrival)) {
                copied.add(arrival);
            }
        }
        Bucket now = inParts ? Objects.requireNonNull(parts.peek()) : divided;
        if (messages.next() <= now.lastSequence && (inParts || oldest.size() < MOVED_LAST_MAX)) {
            port.read(now.queue, messages.next(), now.lastSequence, this);
        } else {
            nextPart();
        }
    }

    private void nextPart() {
        if (inParts) {
            parts.remove();
        }
        inParts = true;
        Bucket next = parts.peek();
        if (next == null) {
            then.accept(copied);
        } else {
            port.read(next.queue, 1, next.lastSequence, this);
        }
    }

    @Override
    public void failed(Damage damage) {
        nextPart(); // whoever reads it next will say so
    }
}
