// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who gets the next message: of the consumers that can take one those of the highest priority, in turn. With a single
 * active consumer that is the only one in line, until it leaves: then comes the oldest of the highest priority; or, where
 * the active one yields, as soon as one of a higher priority is there and the active one holds nothing any more. Owned by
 * the queue's loop.
 */
final class Consumers {
    private final Map<ConsumerKey, Consumer> all = new LinkedHashMap<>();
    private final List<Line> lines = new ArrayList<>(1); // highest priority first
    private final boolean single;
    private final boolean yields;
    private @Nullable Consumer active; // where there is a single one

    /** Those of one priority that wait for a message; there is one while there are consumers of that priority. */
    private static final class Line {
        private final int priority;
        private final ArrayDeque<Consumer> waiting = new ArrayDeque<>(2);
        private int consumers;

        private Line(int priority) {
            this.priority = priority;
        }
    }

    /**
     * @param single whether one gets all messages, and the others wait for it to leave
     * @param yields whether a single one makes way for one of a higher priority
     */
    Consumers(boolean single, boolean yields) {
        this.single = single;
        this.yields = single && yields;
    }

    void add(Consumer consumer) {
        all.put(consumer.spec.key(), consumer);
        line(consumer.spec.priority()).consumers++;
        if (single && active == null) {
            active = consumer;
        }
        Consumer present = active;
        if (yields && present != null && consumer.spec.priority() > present.spec.priority()) {
            present.yields = true;
            takeOutOfLine(present);
            makeWay(present);
        }
        standInLine(consumer);
    }

    @Nullable
    Consumer find(ConsumerKey key) {
        return all.get(key);
    }

    @Nullable
    Consumer remove(ConsumerKey key) {
        Consumer consumer = all.remove(key);
        if (consumer != null) {
            consumer.gone = true;
            leave(line(consumer.spec.priority()), consumer);
            if (consumer == active) {
                switchOver();
            }
        }
        return consumer;
    }

    /** The active one has no more to do when all it holds is settled. */
    private void makeWay(Consumer consumer) {
        if (consumer.yields && consumer == active && consumer.unacknowledged == 0) {
            switchOver();
        }
    }

    private void switchOver() {
        Consumer next = null;
        for (Consumer waiting : all.values()) {
            if (next == null || waiting.spec.priority() > next.spec.priority()) {
                next = waiting;
            }
        }
        active = next;
        if (next != null) {
            next.yields = false;
            standInLine(next);
        }
    }

    /** Whether it gets messages, and does not wait behind another one. */
    private boolean active(Consumer consumer) {
        return !single || consumer == active;
    }

    Collection<Consumer> all() {
        return all.values();
    }

    int count() {
        return all.size();
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Which share of the consumers could take a message now; 0 where there are none. */
    double capacity() {
        int able = 0;
        for (Consumer consumer : all.values()) {
            able += consumer.inLine ? 1 : 0;
        }
        return all.isEmpty() ? 0 : (double) able / all.size();
    }

    List<ConsumerView> views(QueueRef queue) {
        List<ConsumerView> views = new ArrayList<>(all.size());
        for (Consumer consumer : all.values()) {
            ConsumerSpec spec = consumer.spec;
            views.add(new ConsumerView(
                    queue,
                    spec.key(),
                    spec.noAck(),
                    spec.exclusive(),
                    spec.prefetch(),
                    active(consumer),
                    consumer.unacknowledged,
                    spec.arguments()));
        }
        return views;
    }

    /** The consumer whose turn it is, taken out of the line until {@link #standInLine}; null if nobody can take one. */
    @Nullable
    Consumer next() {
        for (int i = 0; i < lines.size(); i++) {
            ArrayDeque<Consumer> waiting = lines.get(i).waiting;
            for (Consumer consumer = waiting.pollFirst(); consumer != null; consumer = waiting.pollFirst()) {
                consumer.inLine = false;
                if (consumer.ready()) {
                    return consumer;
                }
            }
        }
        return null;
    }

    /** Puts a consumer at the end of its line, if it can take another message and does not stand there yet. */
    void standInLine(Consumer consumer) {
        if (consumer.yields) {
            makeWay(consumer);
        } else if (!consumer.inLine
                && !consumer.stopped
                && !consumer.gone
                && active(consumer)
                && consumer.hasCredit()) {
            consumer.inLine = true;
            line(consumer.spec.priority()).waiting.addLast(consumer);
        }
    }

    private void takeOutOfLine(Consumer consumer) {
        if (consumer.inLine) {
            consumer.inLine = false;
            line(consumer.spec.priority()).waiting.remove(consumer);
        }
    }

    private void leave(Line line, Consumer consumer) {
        takeOutOfLine(consumer);
        if (--line.consumers == 0) {
            lines.remove(line);
        }
    }

    private Line line(int priority) {
        int at = 0;
        while (at < lines.size() && lines.get(at).priority > priority) {
            at++;
        }
        if (at == lines.size() || lines.get(at).priority != priority) {
            lines.add(at, new Line(priority));
        }
        return lines.get(at);
    }

    /** How many priorities there are among the consumers. */
    int priorities() {
        return lines.size();
    }
}
