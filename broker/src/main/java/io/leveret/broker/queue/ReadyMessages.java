// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.store.Damage;
import io.leveret.store.ReadAnswer;
import io.leveret.store.StoredMessages;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for a consumer, in the order of their sequence. The oldest are in memory; when memory is short
 * the rest are only in the store, as one range of sequences, and are read ahead of the consumers. A requeued message
 * goes back to its old place. One that leaves before its turn leaves a gap, which is closed later. Owned by the queue's
 * loop.
 */
final class ReadyMessages {
    private static final int INITIAL = 8;

    /** Every queue may have so much in memory, however short it is. */
    private static final int RESIDENT_BYTES_MIN = 64 * 1024;

    /** With less than so much in memory the next messages are read from the store. */
    private static final int READ_AHEAD_BYTES = 512 * 1024;

    private static final int GAPS_MIN = 32;

    /** Who is told when messages that were waited for have come, or cannot come. */
    interface Listener {
        /**
         * A message of before a restart was read; told before all else.
         *
         * @return whether it waits elsewhere, and not here
         */
        boolean recovered(QueuedMessage message, int mark, long note);

        /**
         * A message was read and is in memory now, behind those that are.
         *
         * @param first whether there were none
         */
        void arrived(QueuedMessage message, boolean first);

        void loaded();

        void damaged(Damage damage);
    }

    private final LoopStore store;
    private final QueueLog log;
    private final Listener listener;
    private final ArrayDeque<QueuedMessage> head = new ArrayDeque<>(INITIAL);
    private final PriorityQueue<QueuedMessage> returned =
            new PriorityQueue<>(INITIAL, Comparator.comparingLong((QueuedMessage m) -> m.sequence));
    private int gaps; // messages in head that have left
    private long residentBytes;
    private long bodyBytes; // of those in memory

    // the range that only the store has: every message in it is ready
    private long from = 1;
    private long to;
    private long onDisk;
    private long onDiskBytes; // of the bodies; of messages from before a restart as stored
    private long recoveredTo; // up to here they are from before a restart
    private boolean reading;
    private int generation; // answers to reads of before a purge mean nothing

    ReadyMessages(LoopStore store, QueueLog log, Listener listener) {
        this.store = store;
        this.log = log;
        this.listener = listener;
    }

    QueueLog log() {
        return log;
    }

    /** Whether another message may stay in memory; else it goes behind those that only the store has. */
    boolean hasRoom() {
        return onDisk == 0 && (store.hasRoom() || residentBytes < RESIDENT_BYTES_MIN);
    }

    void add(QueuedMessage message) {
        message.ready = true;
        head.addLast(message);
        bodyBytes += message.bodyBytes;
        resident(message.residentBytes());
    }

    /** Counts a message in that only the store has. */
    void addStored(QueuedMessage message) {
        if (onDisk == 0) {
            from = message.sequence;
        }
        to = message.sequence;
        onDisk++;
        onDiskBytes += message.bodyBytes;
    }

    /** Counts in what the store has kept, before anything else. */
    void addRecovered(long lastSequence, long messages, long storedBytes) {
        to = lastSequence;
        recoveredTo = lastSequence;
        onDisk = messages;
        onDiskBytes = storedBytes;
    }

    /** Puts a message back to its old place, reading it back where only the store has it. */
    void addReturned(QueuedMessage message) {
        message.ready = true;
        returned.add(message);
        bodyBytes += message.bodyBytes;
        resident(message.residentBytes());
        if (!message.inMemory()) {
            log.read(message.sequence, message.sequence, new Reload(message));
        }
    }

    private void resident(int bytes) {
        residentBytes += bytes;
        store.resident(bytes);
    }

    /** Takes the oldest message out; null where there is none, or where it has yet to be read. */
    @Nullable
    QueuedMessage poll() {
        if (gaps > 0) {
            closeGaps();
        }
        QueuedMessage oldest = returned.isEmpty() ? head.pollFirst() : pollOlder();
        if (oldest != null) {
            left(oldest);
        }
        if (onDisk > 0) {
            readAhead();
        }
        return oldest;
    }

    private @Nullable QueuedMessage pollOlder() {
        QueuedMessage back = returned.peek();
        QueuedMessage first = head.peekFirst();
        if (back == null || (first != null && first.sequence < back.sequence)) {
            return head.pollFirst();
        }
        return back.inMemory() ? returned.poll() : null;
    }

    private void left(QueuedMessage message) {
        message.ready = false;
        bodyBytes -= message.bodyBytes;
        resident(-message.residentBytes());
    }

    /** The gaps in front, or all where there are more gaps than messages. */
    private void closeGaps() {
        if (gaps > GAPS_MIN && gaps > head.size() / 2) {
            head.removeIf(message -> !message.ready);
            gaps = 0;
            return;
        }
        for (QueuedMessage first = head.peekFirst(); first != null && !first.ready; first = head.peekFirst()) {
            head.removeFirst();
            gaps--;
        }
    }

    /** Takes a message out that is ready, wherever it is. */
    void remove(QueuedMessage message) {
        if (!returned.remove(message)) {
            gaps++;
        }
        left(message);
        closeGaps();
    }

    /** The oldest, which may have yet to be read; null where there is none in memory. */
    @Nullable
    QueuedMessage peek() {
        if (gaps > 0) {
            closeGaps();
        }
        QueuedMessage back = returned.peek();
        QueuedMessage first = head.peekFirst();
        if (back != null && (first == null || back.sequence < first.sequence)) {
            return back;
        }
        if (first == null && onDisk > 0) {
            readAhead();
        }
        return first;
    }

    /** Those in memory above this sequence, of the first in line at most so many, in any order. */
    List<QueuedMessage> known(long above, int max) {
        List<QueuedMessage> found = new ArrayList<>();
        for (QueuedMessage back : returned) {
            if (back.sequence > above) {
                found.add(back);
            }
        }
        int left = max;
        for (Iterator<QueuedMessage> line = head.iterator(); left > 0 && line.hasNext(); ) {
            QueuedMessage next = line.next();
            if (next.ready && next.sequence > above) {
                found.add(next);
                left--;
            }
        }
        return found;
    }

    /** The last sequence that only the store has; 0 where it has nothing alone. */
    long storedUpTo() {
        return onDisk > 0 ? to : 0;
    }

    private void readAhead() {
        if (!reading && residentBytes < READ_AHEAD_BYTES) {
            reading = true;
            log.read(from, to, new Ahead(generation));
        }
    }

    boolean isEmpty() {
        return head.size() == gaps && returned.isEmpty() && onDisk == 0;
    }

    /** Whether the next message is at hand. */
    boolean hasNext() {
        QueuedMessage next = peek();
        return next != null && next.inMemory();
    }

    long count() {
        return residentCount() + onDisk;
    }

    /** How many of them are in memory. */
    long residentCount() {
        return (long) head.size() - gaps + returned.size();
    }

    /** What those take. */
    long residentBytes() {
        return residentBytes;
    }

    /** Of the bodies; what is only in the store since before a restart counts with its properties. */
    long bodyBytes() {
        return bodyBytes + onDiskBytes;
    }

    void clear() {
        generation++;
        reading = false;
        store.resident(-residentBytes);
        residentBytes = 0;
        head.forEach(message -> message.ready = false);
        head.clear();
        gaps = 0;
        returned.forEach(message -> message.ready = false);
        returned.clear();
        onDisk = 0;
        onDiskBytes = 0;
        bodyBytes = 0;
    }

    /** The next messages of the range. */
    private final class Ahead implements ReadAnswer {
        private final int asked;

        private Ahead(int asked) {
            this.asked = asked;
        }

        @Override
        public void read(StoredMessages messages) {
            if (asked != generation) {
                return;
            }
            reading = false;
            for (int i = 0; i < messages.count(); i++) {
                QueuedMessage message = new QueuedMessage(
                        ReadyMessages.this,
                        messages.sequence(i),
                        store.format().decode(messages.bytes(), messages.offset(i), messages.length(i)));
                message.stored = true;
                message.expiresAt = MessageFormat.deadline(messages.bytes(), messages.offset(i));
                boolean old = message.sequence <= recoveredTo;
                onDiskBytes -= old ? messages.length(i) : message.bodyBytes;
                if (old && listener.recovered(message, messages.mark(i), messages.note(i))) {
                    continue;
                }
                boolean first = residentCount() == 0;
                add(message);
                listener.arrived(message, first);
            }
            from = messages.next();
            onDisk -= messages.count();
            if (from > to) {
                onDisk = 0;
                onDiskBytes = 0;
            }
            listener.loaded();
        }

        @Override
        public void failed(Damage damage) {
            if (asked == generation) {
                listener.damaged(damage);
            }
        }
    }

    /** One message that was handed out and comes back. */
    private final class Reload implements ReadAnswer {
        private final QueuedMessage message;
        private final int asked = generation;

        private Reload(QueuedMessage message) {
            this.message = message;
        }

        @Override
        public void read(StoredMessages messages) {
            if (asked != generation) {
                return;
            }
            if (!message.ready) {
                return; // it has expired meanwhile
            }
            if (messages.count() == 0) {
                throw new IllegalStateException("the store has lost message " + message.sequence);
            }
            int before = message.residentBytes();
            message.loaded(store.format().decode(messages.bytes(), messages.offset(0), messages.length(0)));
            resident(message.residentBytes() - before);
            listener.loaded();
        }

        @Override
        public void failed(Damage damage) {
            if (asked == generation) {
                listener.damaged(damage);
            }
        }
    }
}
