// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Message;
import io.leveret.broker.message.Receipt;
import io.leveret.store.StorePort;
import io.leveret.store.Targets;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one loop's queues on their way to the store. While a message fans out, what it leaves in queue after queue
 * is gathered and written once; whatever else the store is told comes behind that. Owned by the loop.
 */
final class Enqueues {
    private final StorePort port;
    private final MessageFormat format;
    private final Targets gathered = new Targets();
    private boolean fansOut;
    private @Nullable Message message; // of those gathered
    private long expiresAt; // of all that are gathered
    private @Nullable Receipt receipt;

    Enqueues(StorePort port, MessageFormat format) {
        this.port = port;
        this.format = format;
    }

    /** From here on the same message enters several queues. */
    void beginFanOut() {
        fansOut = true;
    }

    void endFanOut() {
        writeGathered();
        fansOut = false;
    }

    /** A persistent message; the receipt is told once for each queue. */
    void add(long queue, QueuedMessage queued, @Nullable Receipt told) {
        Message next = queued.message();
        if (!fansOut) {
            port.enqueue(
                    queue,
                    queued.sequence,
                    true,
                    format.of(next, queued.expiresAt),
                    told == null ? null : new OnDisk(told, 1));
            return;
        }
        if (next != message || queued.expiresAt != expiresAt || told != receipt || gathered.size() == Targets.MAX) {
            writeGathered();
            message = next;
            expiresAt = queued.expiresAt;
            receipt = told;
        }
        gathered.add(queue, queued.sequence);
    }

    void writeGathered() {
        Message last = message;
        if (last == null) {
            return;
        }
        Receipt told = receipt;
        port.enqueue(
                gathered, true, format.of(last, expiresAt), told == null ? null : new OnDisk(told, gathered.size()));
        gathered.clear();
        message = null;
        receipt = null;
    }

    private record OnDisk(Receipt receipt, int queues) implements io.leveret.store.Receipt {
        @Override
        public void stored() {
            for (int i = 0; i < queues; i++) {
                receipt.accepted();
            }
        }

        @Override
        public void failed(String reason) {
            for (int i = 0; i < queues; i++) {
                receipt.failed(reason);
            }
        }
    }
}
