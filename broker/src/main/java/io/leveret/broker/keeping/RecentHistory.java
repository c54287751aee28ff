// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

import io.leveret.broker.exchange.Destination;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Receipt;
import io.leveret.broker.queue.Forwarding;
import io.leveret.broker.queue.LoopStore;
import io.leveret.store.Damage;
import io.leveret.store.ReadAnswer;
import io.leveret.store.RecoveredQueue;
import io.leveret.store.StoredMessages;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last messages of an {@code x-recent-history} exchange, in the store alone; whoever is bound gets them, oldest
 * first, before the binding is answered. Owned by a loop.
 */
final class RecentHistory implements Keeping {
    private static final Logger LOG = LoggerFactory.getLogger(RecentHistory.class);
    private static final long LENGTH_DEFAULT = 20;

    private final Keep keep;
    private final LoopStore store;
    private final long queue;
    private final long length;
    private final Forwarding forwarding;
    private final ArrayDeque<Replay> waiting = new ArrayDeque<>(1); // until more may be sent
    private long first = 1;
    private long last;
    private boolean ended;

    RecentHistory(Keep keep) {
        this.keep = keep;
        this.store = keep.store();
        this.queue = KeeperIds.of(keep.id(), 0);
        Long given = keep.arguments().integer("x-recent-history-length");
        this.length = given == null ? LENGTH_DEFAULT : given;
        this.forwarding = new Forwarding(store.loop(), false, this::eased);
        RecoveredQueue kept = keep.kept(0);
        if (kept != null) {
            last = kept.nextSequence() - 1;
            first = kept.nextSequence() - kept.messages();
        }
    }

    @Override
    public void begin() {
        if (keep.kept(0) == null) {
            store.port().create(queue, keep.durable(), null);
        }
    }

    @Override
    public void take(Message message, @Nullable Receipt receipt) {
        if (ended) {
            accept(receipt);
            return;
        }
        store.handedOver(message.bodyBytes());
        boolean durable = keep.durable();
        store.port()
                .enqueue(queue, ++last, durable, store.format().of(message, 0), durable ? OnDisk.of(receipt) : null);
        if (!durable) {
            accept(receipt);
        }
        long oldest = last - length + 1;
        if (first < oldest) {
            store.port().settle(queue, first, oldest - 1);
            first = oldest;
        }
    }

    private static void accept(@Nullable Receipt receipt) {
        if (receipt != null) {
            receipt.accepted();
        }
    }

    @Override
    public void bound(Destination to, Runnable then) {
        if (ended || last < first) {
            then.run();
        } else {
            new Replay(to, then).read();
        }
    }

    private void eased() {
        while (!waiting.isEmpty() && !forwarding.congested()) {
            waiting.remove().read();
        }
    }

    @Override
    public void end() {
        ended = true;
        store.port().delete(queue, null);
    }

    /** What is there now, on its way to someone who was bound. */
    private final class Replay implements ReadAnswer {
        private final Destination to;
        private final Runnable then;
        private final long end = last;
        private long from = first;

        private Replay(Destination to, Runnable then) {
            this.to = to;
            this.then = then;
        }

        private void read() {
            if (from > end || ended) {
                then.run();
            } else if (forwarding.congested()) {
                waiting.add(this);
            } else {
                store.port().read(queue, from, end, this);
            }
        }

        @Override
        public void read(StoredMessages messages) {
            for (int i = 0; i < messages.count(); i++) {
                Message message = store.format().decode(messages.bytes(), messages.offset(i), messages.length(i));
                forwarding.send(Restored.of(message), (keys, about) -> keep.to(to, keys, about), taken -> {});
            }
            from = messages.next();
            read();
        }

        @Override
        public void failed(Damage damage) {
            LOG.error("the history of {} cannot be read: {}", keep.inText(), damage);
            then.run();
        }
    }
}
