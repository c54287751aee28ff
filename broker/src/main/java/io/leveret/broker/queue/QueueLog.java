// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Receipt;
import io.leveret.store.ReadAnswer;
import org.jspecify.annotations.Nullable;

/**
 * What a queue tells the store: messages that come, are handed out, and go. Deliveries and settlements of a turn are
 * told as ranges when the turn ends. Owned by the queue's loop.
 */
final class QueueLog {
    /** The most deliveries that are told apart. */
    static final int MARK_MAX = 255;

    /** What a message costs in the store beside its body, about. */
    private static final int MESSAGE_BYTES = 64;

    private final LoopStore store;
    private final long queue;
    private final boolean durable;
    private final boolean everything;
    private boolean known; // whether the store knows the queue
    private boolean toldAtTurnEnd;
    private boolean gone;

    private long settledFrom;
    private long settledTo; // below settledFrom: nothing
    private long markedFrom;
    private long markedTo;
    private int mark;

    /**
     * @param everything whether messages survive that were not published as persistent
     */
    QueueLog(LoopStore store, long queue, boolean durable, boolean everything, boolean known) {
        this.store = store;
        this.queue = queue;
        this.durable = durable;
        this.everything = everything;
        this.known = known;
        this.settledTo = -1;
        this.markedTo = -1;
    }

    boolean survives(QueuedMessage message) {
        return durable && (everything || message.message().persistent());
    }

    /** Begins the queue's life in the store; a transient queue has one only when it overflows. */
    void create() {
        if (!known && !gone) { // a deletion from another loop may have been faster
            known = true;
            store.port().create(queue, durable, null);
        }
    }

    /** Hands a message over that survives; the receipt is told when it is on disk. */
    void enqueue(QueuedMessage message, @Nullable Receipt receipt) {
        create();
        message.stored = true;
        store.handedOver(message.bodyBytes + MESSAGE_BYTES);
        store.enqueues().add(queue, message, receipt);
    }

    /** Moves a message that need not survive a restart out of memory. */
    void overflow(QueuedMessage message) {
        create();
        message.stored = true;
        store.handedOver(message.bodyBytes + MESSAGE_BYTES);
        store.port()
                .enqueue(queue, message.sequence, false, store.format().of(message.message(), message.expiresAt), null);
    }

    /** The message is gone for good. */
    void settled(QueuedMessage message) {
        if (!message.stored) {
            return;
        }
        long sequence = message.sequence;
        if (sequence == settledTo + 1) {
            settledTo = sequence;
            return;
        }
        speakSettled();
        settledFrom = sequence;
        settledTo = sequence;
        speakAtTurnEnd();
    }

    /** The message has been handed out; it comes back marked after a restart. */
    void delivered(QueuedMessage message) {
        if (!message.stored) {
            return;
        }
        int deliveries = Math.min(MARK_MAX, message.deliveries);
        if (message.sequence == markedTo + 1 && deliveries == mark) {
            markedTo = message.sequence;
            return;
        }
        speakMarked();
        markedFrom = message.sequence;
        markedTo = message.sequence;
        mark = deliveries;
        speakAtTurnEnd();
    }

    /** The store shall remember this of the message; it is told behind the deliveries so far. */
    void note(QueuedMessage message, long note) {
        if (message.stored && !gone) {
            speakMarked();
            store.port().note(queue, message.sequence, note);
        }
    }

    private void speakAtTurnEnd() {
        if (!toldAtTurnEnd) {
            toldAtTurnEnd = true;
            store.speaksAtTurnEnd(this);
        }
    }

    void speak() {
        toldAtTurnEnd = false;
        speakMarked();
        speakSettled();
    }

    private void speakSettled() {
        if (settledTo >= settledFrom && !gone) {
            store.port().settle(queue, settledFrom, settledTo);
        }
        settledFrom = 0;
        settledTo = -1;
    }

    private void speakMarked() {
        if (markedTo >= markedFrom && !gone) {
            store.port().mark(queue, markedFrom, markedTo, mark);
        }
        markedFrom = 0;
        markedTo = -1;
    }

    /** All messages up to this one are gone, but for those held unacknowledged. */
    void purged(long upTo, long[] heldAscending) {
        speak();
        if (!known) {
            return;
        }
        long from = 1;
        for (long held : heldAscending) {
            if (held > from) {
                store.port().settle(queue, from, held - 1);
            }
            from = held + 1;
        }
        if (from <= upTo) {
            store.port().settle(queue, from, upTo);
        }
    }

    void read(long from, long to, ReadAnswer answer) {
        store.port().read(queue, from, to, answer);
    }

    /** The queue has ended. */
    void delete() {
        gone = true;
        if (known) {
            store.port().delete(queue, null);
        }
    }
}
