// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Reply;
import io.leveret.broker.message.ReplyCode;
import io.leveret.loop.Loop;
import io.leveret.store.Damage;
import io.leveret.store.ReadAnswer;
import io.leveret.store.StoredMessages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One look at a queue's messages, ready and unacknowledged, in memory and in the store, that changes nothing; a slice in
 * each turn. Messages that come and go meanwhile may be seen or not. Owned by the queue's loop.
 */
final class Peek {
    private static final int LOOKED_AT_PER_TURN_MAX = 256;

    /** After so many that nobody wants it says how far it has come. */
    private static final int LOOKED_AT_MAX = 50_000;

    private static final long BYTES_MAX = 8 << 20;

    private final Loop loop;
    private final MessageFormat format;
    private final Priorities ready;
    private final Unacknowledged unacknowledged;
    private final PeekRequest request;
    private final Reply<Peeked> reply;
    private final List<Peeked.Seen> seen = new ArrayList<>();
    private int priority;
    private long above; // the last sequence that was looked at
    private long skip;
    private int lookedAt;
    private long bytes;

    Peek(LoopStore store, Priorities ready, Unacknowledged unacknowledged, PeekRequest request, Reply<Peeked> reply) {
        this.loop = store.loop();
        this.format = store.format();
        this.ready = ready;
        this.unacknowledged = unacknowledged;
        this.request = request;
        this.reply = reply;
        PeekRequest.Place after = request.after();
        this.priority = after == null ? ready.highest() : Math.min(ready.highest(), after.priority());
        this.above = after == null || priority < after.priority() ? 0 : after.sequence();
        this.skip = request.skip();
    }

    void go() {
        while (priority >= 0 && ready.at(priority) == null) {
            nextPriority();
        }
        if (priority < 0) {
            reply.ok(new Peeked(seen, null));
            return;
        }
        ReadyMessages level = Objects.requireNonNull(ready.at(priority));
        List<QueuedMessage> known = new ArrayList<>(level.known(above, LOOKED_AT_PER_TURN_MAX));
        unacknowledged.forEach(held -> {
            if (held.home == level && held.sequence > above) {
                known.add(held);
            }
        });
        known.sort(Comparator.comparingLong(message -> message.sequence));
        if (!known.isEmpty()) {
            look(level, known.subList(0, Math.min(known.size(), LOOKED_AT_PER_TURN_MAX)));
        } else if (level.storedUpTo() > above) {
            level.log().read(above + 1, level.storedUpTo(), new StoredLook(level.storedUpTo()));
        } else {
            nextPriority();
            loop.execute(this::go);
        }
    }

    private void nextPriority() {
        priority--;
        above = 0;
    }

    /** These, some of which may have to be read first. */
    private void look(ReadyMessages level, List<QueuedMessage> known) {
        long first = Long.MAX_VALUE;
        long last = 0;
        for (QueuedMessage message : known) {
            if (!message.inMemory()) {
                first = Math.min(first, message.sequence);
                last = message.sequence;
            }
        }
        if (last == 0) {
            look(known, Map.of());
        } else {
            level.log().read(first, last, new Missing(level, known, last));
        }
    }

    private void look(List<QueuedMessage> known, Map<Long, Message> read) {
        for (QueuedMessage queued : known) {
            Message message = queued.inMemory() ? queued.message() : read.get(queued.sequence);
            above = queued.sequence;
            if (message != null && !sees(queued.holder != null, queued.deliveries, queued.expiresAt, message)) {
                return;
            }
        }
        loop.execute(this::go);
    }

    /** False where it has seen enough; then it has answered. */
    private boolean sees(boolean held, int deliveries, long expiresAt, Message message) {
        lookedAt++;
        if (request.wants(message) && skip-- <= 0) {
            seen.add(new Peeked.Seen(new PeekRequest.Place(priority, above), held, deliveries, expiresAt, message));
            bytes += message.bodyBytes();
        }
        if (seen.size() < request.max() && lookedAt < LOOKED_AT_MAX && bytes < BYTES_MAX) {
            return true;
        }
        reply.ok(new Peeked(seen, new PeekRequest.Place(priority, above)));
        return false;
    }

    private void failed(Damage damage) {
        reply.failed(new AmqpException(ReplyCode.INTERNAL_ERROR, "messages cannot be read: " + damage));
    }

    /** Messages that are known, and that memory does not hold. */
    private final class Missing implements ReadAnswer {
        private final ReadyMessages level;
        private final List<QueuedMessage> known;
        private final long last;
        private final Map<Long, Message> read = new HashMap<>();

        private Missing(ReadyMessages level, List<QueuedMessage> known, long last) {
            this.level = level;
            this.known = known;
            this.last = last;
        }

        @Override
        public void read(StoredMessages messages) {
            for (int i = 0; i < messages.count(); i++) {
                read.put(messages.sequence(i), format.decode(messages.bytes(), messages.offset(i), messages.length(i)));
            }
            if (messages.next() <= last) {
                level.log().read(messages.next(), last, this);
            } else {
                look(known, read);
            }
        }

        @Override
        public void failed(Damage damage) {
            Peek.this.failed(damage);
        }
    }

    /** Messages that only the store knows. */
    private final class StoredLook implements ReadAnswer {
        private final long upTo;

        private StoredLook(long upTo) {
            this.upTo = upTo;
        }

        @Override
        public void read(StoredMessages messages) {
            for (int i = 0; i < messages.count(); i++) {
                byte[] page = messages.bytes();
                int offset = messages.offset(i);
                above = messages.sequence(i);
                Message message = format.decode(page, offset, messages.length(i));
                if (!sees(false, messages.mark(i), MessageFormat.deadline(page, offset), message)) {
                    return;
                }
            }
            above = Math.max(above, Math.min(upTo, messages.next() - 1));
            loop.execute(Peek.this::go);
        }

        @Override
        public void failed(Damage damage) {
            Peek.this.failed(damage);
        }
    }
}
