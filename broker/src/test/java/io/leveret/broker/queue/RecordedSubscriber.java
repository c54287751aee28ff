// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Message;
import io.leveret.loop.Loop;
import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.List;

/** A session that takes what comes, or not, and keeps a record. */
final class RecordedSubscriber implements Subscriber {
    private final Loop loop;
    private final List<Runnable> resumes = new ArrayList<>();
    private boolean full;

    /** Sequences of what came; negative where it was marked redelivered. */
    final List<Long> delivered = new ArrayList<>();

    final List<Message> messages = new ArrayList<>();
    boolean cancelled;
    final List<Long> timeouts = new ArrayList<>();

    RecordedSubscriber(Loop loop) {
        this.loop = loop;
    }

    ConsumerSpec spec(String tag, int prefetch, int priority) {
        return new ConsumerSpec(
                new ConsumerKey(CHANNEL, tag), this, false, false, prefetch, false, priority, Table.EMPTY);
    }

    static final ChannelKey CHANNEL = new ChannelKey(1, 1, 0);

    /** Takes no more, or takes again. */
    void full(boolean isFull) {
        full = isFull;
        if (!isFull) {
            List<Runnable> waiting = List.copyOf(resumes);
            resumes.clear();
            waiting.forEach(Runnable::run);
        }
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public boolean ready(Runnable resume) {
        if (full) {
            resumes.add(resume);
        }
        return !full;
    }

    @Override
    public void reserve() {}

    @Override
    public void release() {}

    @Override
    public void deliver(QueueRef queue, long sequence, boolean redelivered, Message message) {
        delivered.add(redelivered ? -sequence : sequence);
        messages.add(message);
    }

    @Override
    public void timedOut(long timeoutMillis, Runnable then) {
        timeouts.add(timeoutMillis);
        then.run();
    }

    @Override
    public void cancelled() {
        cancelled = true;
    }
}
