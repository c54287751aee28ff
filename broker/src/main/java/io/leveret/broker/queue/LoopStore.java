// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.loop.Loop;
import io.leveret.store.StorePort;
import java.util.ArrayList;
import java.util.List;

/** What the queues of one loop share: the way to the store, and how much they may keep in memory. Owned by the loop. */
public final class LoopStore {
    private final Loop loop;
    private final StorePort port;
    private final long residentBytesMax;
    private final MessageFormat format = new MessageFormat();
    private final List<QueueLog> unsaid = new ArrayList<>();
    private long residentBytes;

    /**
     * @param residentBytesMax what the ready messages of all queues of the loop may hold in memory together
     */
    public LoopStore(Loop loop, StorePort port, long residentBytesMax) {
        this.loop = loop;
        this.port = port;
        this.residentBytesMax = residentBytesMax;
    }

    /** Drops what the store has of a queue that does not exist. */
    public void forget(long queue) {
        port.delete(queue, null);
    }

    StorePort port() {
        return port;
    }

    public Loop loop() {
        return loop;
    }

    MessageFormat format() {
        return format;
    }

    void resident(long bytes) {
        residentBytes += bytes;
    }

    boolean hasRoom() {
        return residentBytes < residentBytesMax;
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
