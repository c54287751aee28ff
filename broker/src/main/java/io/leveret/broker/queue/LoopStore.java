// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.loop.Loop;
import io.leveret.store.Receipt;
import io.leveret.store.StorePort;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the queues of one loop share: the way to the store, and how much they may keep in memory. Owned by the loop. */
public final class LoopStore {
    /** With more bytes than this waiting to be written, who publishes is held back. */
    private static final long UNWRITTEN_BYTES_MAX = 16 << 20;

    private static final long ASK_BYTES = 1 << 20;

    private final Loop loop;
    private final StorePort port;
    private final long residentBytesMax;
    private final MessageFormat format = new MessageFormat();
    private final Enqueues enqueues;
    private final List<QueueLog> unsaid = new ArrayList<>();
    private long residentBytes;
    private long unwrittenBytes; // handed to the store and not known to be on disk
    private long unaskedBytes; // of these, handed over since the store was last asked
    private final Set<PublisherCredit> held = new HashSet<>(); // publishers that wait for the store

    /**
     * @param residentBytesMax what the ready messages of all queues of the loop may hold in memory together
     */
    public LoopStore(Loop loop, StorePort port, long residentBytesMax) {
        this.loop = loop;
        this.port = port;
        this.enqueues = new Enqueues(port, format);
        this.residentBytesMax = residentBytesMax;
    }

    /** Drops what the store has of a queue that does not exist. */
    public void forget(long queue) {
        port().delete(queue, null);
    }

    /** To tell the store anything but that a persistent message enters a queue. */
    public StorePort port() {
        enqueues.writeGathered();
        return port;
    }

    Enqueues enqueues() {
        return enqueues;
    }

    /** From here to {@link #endFanOut} one message is published to several targets; its queues here share one record. */
    public void beginFanOut() {
        enqueues.beginFanOut();
    }

    /** The message may be borrowed: it is in the store when this returns. */
    public void endFanOut() {
        enqueues.endFanOut();
    }

    public Loop loop() {
        return loop;
    }

    /** How messages are written; one for the loop. */
    public MessageFormat format() {
        return format;
    }

    /** So many bytes more, or fewer, of messages are in memory. */
    public void resident(long bytes) {
        residentBytes += bytes;
    }

    /** Whether another message may stay in memory. */
    public boolean hasRoom() {
        return residentBytes < residentBytesMax;
    }

    /** So many bytes went to the store: keeps count of how far it is behind. */
    public void handedOver(int bytes) {
        unwrittenBytes += bytes;
        unaskedBytes += bytes;
        if (unaskedBytes >= ASK_BYTES) {
            port.sync(new Written(unaskedBytes));
            unaskedBytes = 0;
        }
    }

    /** Holds a publisher back while the store is too far behind: what waits there is in memory. */
    public void holdBack(PublisherCredit publisher) {
        if (unwrittenBytes > UNWRITTEN_BYTES_MAX && held.add(publisher)) {
            publisher.loop().run(publisher::hold);
        }
    }

    private final class Written implements Receipt {
        private final long bytes;

        private Written(long bytes) {
            this.bytes = bytes;
        }

        @Override
        public void stored() {
            unwrittenBytes -= bytes;
            if (unwrittenBytes < UNWRITTEN_BYTES_MAX / 2 && !held.isEmpty()) {
                List<PublisherCredit> released = List.copyOf(held);
                held.clear();
                released.forEach(publisher -> publisher.loop().run(publisher::release));
            }
        }

        @Override
        public void failed(String reason) {
            stored(); // the alarm for the disk holds publishers back now
        }
    }

    /** The log has something to tell the store when the turn ends. */
    void speaksAtTurnEnd(QueueLog log) {
        unsaid.add(log);
        if (unsaid.size() == 1) {
            loop.execute(this::speak);
        }
    }

    private void speak() {
        for (int i = 0; i < unsaid.size(); i++) {
            unsaid.get(i).speak();
        }
        unsaid.clear();
    }
}
