// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import org.jspecify.annotations.Nullable;

/**
 * What one loop tells the store. Only on that loop; no call blocks, and what is lent (bytes, targets) is copied before
 * the call returns. Calls of one port keep their order on disk. What one turn of the loop calls travels together when
 * the turn ends.
 *
 * <p>A queue id is a value above 0 that is never reused; 0 holds the definitions. A sequence is a message's place in its
 * queue: from 1, rising with each enqueue of that queue, gaps allowed, never reused.
 *
 * <p>A call with a receipt is answered once, on this loop, in the order of the calls: {@code stored} after a completed
 * force, or {@code failed}, and then the store does not have it. A call without one is never given up: while the disk
 * fails it is kept and written later.
 */
public interface StorePort {

    /**
     * A queue comes to be. What a queue that is not durable holds is only overflow: it is gone after a restart, and so
     * is the queue.
     */
    void create(long queue, boolean durable, @Nullable Receipt receipt);

    /** A queue ends, with all it holds: O(pages). */
    void delete(long queue, @Nullable Receipt receipt);

    /**
     * A message enters a queue. From now on it can be {@linkplain #read read}.
     *
     * @param durable survives a restart (if its queue does); a message that is not never waits for the disk, its receipt
     *     should be null
     */
    void enqueue(long queue, long sequence, boolean durable, Source source, @Nullable Receipt receipt);

    /** A message enters several queues of this loop and is written once. */
    void enqueue(Targets targets, boolean durable, Source source, @Nullable Receipt receipt);

    /**
     * Messages leave the queue for good: all with these sequences that are in the store, both ends included. O(1) for
     * the next in line, O(pages) for many: a purge is a settle of all but the unacknowledged. A sequence that is not
     * enqueued yet must not be named.
     */
    void settle(long queue, long from, long to);

    /**
     * Sets the mark of the messages with these sequences, both ends included. A sequence that is not enqueued yet must
     * not be named.
     *
     * @param mark 0 to 255, 0 at first; it returns with the message after a restart. Its meaning is the queue's
     *     (deliveries so far)
     */
    void mark(long queue, long from, long to, int mark);

    /**
     * Notes something about one message, in the place of what was noted before. A sequence that is not enqueued yet must
     * not be named.
     *
     * @param note 0 at first; it returns with the message. Its meaning is the queue's
     */
    void note(long queue, long sequence, long note);

    /** Answers when all calls of this port before this one are on disk. */
    void sync(Receipt receipt);

    /**
     * Reads what the queue holds from this sequence on, oldest first, about a page at a time: the answer holds at least
     * one message if there is any up to {@code to}, and says where to go on. Settles still on their way to the disk may
     * not be seen.
     */
    void read(long queue, long from, long to, ReadAnswer answer);
}
