// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import com.carrotsearch.hppc.LongObjectHashMap;
import com.carrotsearch.hppc.cursors.ObjectCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The messages that consumers hold and have not settled yet, by sequence. Owned by the queue's loop. */
final class Unacknowledged {
    private @Nullable LongObjectHashMap<QueuedMessage> held;
    private long bodyBytes;

    void add(QueuedMessage message) {
        LongObjectHashMap<QueuedMessage> map = held;
        if (map == null) {
            map = new LongObjectHashMap<>();
            held = map;
        }
        map.put(message.sequence, message);
        bodyBytes += message.bodyBytes;
    }

    /** Takes one out; null where it is not held (any more). */
    @Nullable
    QueuedMessage take(long sequence) {
        QueuedMessage message = held == null ? null : held.remove(sequence);
        if (message != null) {
            bodyBytes -= message.bodyBytes;
        }
        return message;
    }

    void forEach(Consumer<QueuedMessage> visitor) {
        if (held != null) {
            for (ObjectCursor<QueuedMessage> cursor : held.values()) {
                visitor.accept(cursor.value);
            }
        }
    }

    /** All that the channel holds, oldest first. */
    List<QueuedMessage> heldBy(ChannelKey channel) {
        List<QueuedMessage> found = new ArrayList<>();
        if (held != null) {
            for (ObjectCursor<QueuedMessage> cursor : held.values()) {
                if (channel.equals(cursor.value.holder)) {
                    found.add(cursor.value);
                }
            }
            found.sort(Comparator.comparingLong(m -> m.sequence));
        }
        return found;
    }

    /** The sequences of all that is held, ascending. */
    long[] sequences() {
        long[] sequences = held == null ? new long[0] : held.keys().toArray();
        Arrays.sort(sequences);
        return sequences;
    }

    int count() {
        return held == null ? 0 : held.size();
    }

    long bodyBytes() {
        return bodyBytes;
    }

    void clear() {
        held = null;
        bodyBytes = 0;
    }
}
