// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;
import io.leveret.broker.message.ReplyCode;
import io.leveret.broker.queue.LoopStore;
import io.leveret.store.Damage;
import io.leveret.store.ReadAnswer;
import io.leveret.store.StoredMessages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One list of messages that wait, read from the store. Owned by the loop of the {@link Delays}. */
final class DelayedList implements ReadAnswer {
    private final Buckets buckets;
    private final LoopStore store;
    private final DelayFormat format;
    private final int max;
    private final Reply<List<DelayedMessage>> reply;
    private final List<DelayedMessage> found = new ArrayList<>();
    private @Nullable Bucket bucket;

    DelayedList(Buckets buckets, LoopStore store, DelayFormat format, int max, Reply<List<DelayedMessage>> reply) {
        this.buckets = buckets;
        this.store = store;
        this.format = format;
        this.max = max;
        this.reply = reply;
    }

    void from(DelayedMessage.@Nullable Place after) {
        long start = after == null ? Long.MIN_VALUE : after.start();
        bucket = first(start);
        read(after != null && bucket != null && bucket.start == start ? after.sequence() + 1 : 1);
    }

    private @Nullable Bucket first(long start) {
        return Stream.concat(buckets.all().stream(), buckets.dividing().stream())
                .filter(b -> b.start >= start && b.messages > 0)
                .min(Comparator.comparingLong((Bucket b) -> b.start))
                .orElse(null);
    }

    private void read(long from) {
        Bucket present = bucket;
        if (present == null || found.size() == max) {
            reply.ok(found);
        } else if (from > present.lastSequence) {
            bucket = first(present.start + 1);
            read(1);
        } else {
            store.port().read(present.queue, from, present.lastSequence, this);
        }
    }

    @Override
    public void read(StoredMessages messages) {
        Bucket present = Objects.requireNonNull(bucket);
        for (int i = 0; i < messages.count() && found.size() < max; i++) {
            byte[] bytes = messages.bytes();
            int offset = messages.offset(i);
            found.add(new DelayedMessage(
                    new DelayedMessage.Key(DelayFormat.due(bytes, offset), DelayFormat.arrival(bytes, offset)),
                    new DelayedMessage.Place(present.start, messages.sequence(i)),
                    format.message(bytes, offset, messages.length(i))));
        }
        read(messages.next());
    }

    @Override
    public void failed(Damage damage) {
        reply.failed(new AmqpException(ReplyCode.INTERNAL_ERROR, "delayed messages cannot be read: " + damage));
    }
}
