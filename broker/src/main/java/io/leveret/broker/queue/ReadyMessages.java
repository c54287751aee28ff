// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for a consumer, in the order of their sequence: a requeued message goes back to its old place.
 * Owned by the queue's loop.
 */
final class ReadyMessages {
    private static final int INITIAL = 8;

    private final ArrayDeque<QueuedMessage> waiting = new ArrayDeque<>(INITIAL);
    private final PriorityQueue<QueuedMessage> returned =
            new PriorityQueue<>(INITIAL, Comparator.comparingLong((QueuedMessage m) -> m.sequence));
    private long bodyBytes;

    void add(QueuedMessage message) {
        waiting.addLast(message);
        bodyBytes += message.message.bodyBytes();
    }

    void addReturned(QueuedMessage message) {
        returned.add(message);
        bodyBytes += message.message.bodyBytes();
    }

    /** Takes the oldest message out. */
    @Nullable
    QueuedMessage poll() {
        QueuedMessage oldest = returned.isEmpty() ? waiting.pollFirst() : pollOlder();
        if (oldest != null) {
            bodyBytes -= oldest.message.bodyBytes();
        }
        return oldest;
    }

    private @Nullable QueuedMessage pollOlder() {
        QueuedMessage back = returned.peek();
        QueuedMessage first = waiting.peekFirst();
        return first == null || (back != null && back.sequence < first.sequence)
                ? returned.poll()
                : waiting.pollFirst();
    }

    boolean isEmpty() {
        return waiting.isEmpty() && returned.isEmpty();
    }

    int count() {
        return waiting.size() + returned.size();
    }

    long bodyBytes() {
        return bodyBytes;
    }

    void clear() {
        waiting.clear();
        returned.clear();
        bodyBytes = 0;
    }
}
