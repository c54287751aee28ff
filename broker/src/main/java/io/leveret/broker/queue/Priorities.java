// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Message;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The ready messages by priority, the highest first: each priority has its own, which come to be when they are needed.
 * A queue without priorities has only the usual one. Owned by the queue's loop.
 */
final class Priorities {
    private final @Nullable ReadyMessages[] levels;
    private final IntFunction<ReadyMessages> maker;
    private final ReadyMessages usual;
    private int highest; // that has come to be

    /**
     * @param max the highest priority
     * @param usualPriority of messages that have none
     * @param maker from a priority to its ready messages
     */
    Priorities(int max, int usualPriority, IntFunction<ReadyMessages> maker) {
        this.levels = new ReadyMessages[max + 1];
        this.maker = maker;
        this.usual = level(usualPriority);
    }

    /** Where a message of such a priority waits; one that is too high counts as the highest. */
    ReadyMessages of(Message message) {
        if (levels.length == 1 || message.priority() == Message.NO_PRIORITY) {
            return usual;
        }
        return level(Math.min(message.priority(), levels.length - 1));
    }

    /** Where messages without a priority wait. */
    ReadyMessages usual() {
        return usual;
    }

    ReadyMessages level(int priority) {
        ReadyMessages level = levels[priority];
        if (level == null) {
            level = maker.apply(priority);
            levels[priority] = level;
            highest = Math.max(highest, priority);
        }
        return level;
    }

    /** The highest that has come to be. */
    int highest() {
        return highest;
    }

    /** That priority's; null where it has not come to be. */
    @Nullable
    ReadyMessages at(int priority) {
        return levels[priority];
    }

    /** The highest that has messages; the usual one where none has. */
    private ReadyMessages top() {
        if (levels.length == 1) {
            return usual;
        }
        for (int priority = highest; priority >= 0; priority--) {
            ReadyMessages level = levels[priority];
            if (level != null && !level.isEmpty()) {
                return level;
            }
        }
        return usual;
    }

    void forEach(Consumer<ReadyMessages> action) {
        for (int priority = highest; priority >= 0; priority--) {
            ReadyMessages level = levels[priority];
            if (level != null) {
                action.accept(level);
            }
        }
    }

    /** The first in line of a priority that is like this; null where none is. */
    @Nullable
    QueuedMessage find(Predicate<QueuedMessage> like) {
        for (int priority = highest; priority >= 0; priority--) {
            ReadyMessages level = levels[priority];
            QueuedMessage first = level == null ? null : level.peek();
            if (first != null && like.test(first)) {
                return first;
            }
        }
        return null;
    }

    boolean single() {
        return levels.length == 1;
    }

    boolean isEmpty() {
        return top().isEmpty();
    }

    /** Whether the next message is at hand. */
    boolean hasNext() {
        return top().hasNext();
    }

    /** As {@link ReadyMessages#peek}. */
    @Nullable
    QueuedMessage peek() {
        return top().peek();
    }

    /** As {@link ReadyMessages#poll}. */
    @Nullable
    QueuedMessage poll() {
        return top().poll();
    }

    long count() {
        long count = 0;
        for (int priority = highest; priority >= 0; priority--) {
            ReadyMessages level = levels[priority];
            count += level == null ? 0 : level.count();
        }
        return count;
    }

    long bodyBytes() {
        long bytes = 0;
        for (int priority = highest; priority >= 0; priority--) {
            ReadyMessages level = levels[priority];
            bytes += level == null ? 0 : level.bodyBytes();
        }
        return bytes;
    }

    long residentCount() {
        long count = 0;
        for (int priority = highest; priority >= 0; priority--) {
            ReadyMessages level = levels[priority];
            count += level == null ? 0 : level.residentCount();
        }
        return count;
    }

    long residentBytes() {
        long bytes = 0;
        for (int priority = highest; priority >= 0; priority--) {
            ReadyMessages level = levels[priority];
            bytes += level == null ? 0 : level.residentBytes();
        }
        return bytes;
    }

    void clear() {
        forEach(ReadyMessages::clear);
    }
}
