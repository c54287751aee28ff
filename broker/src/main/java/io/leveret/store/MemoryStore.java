// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import com.carrotsearch.hppc.LongObjectHashMap;
import io.leveret.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The store of a node without a data directory: holds what is enqueued until it is settled, and forgets everything at
 * the end. Each loop's port owns its queues' messages.
 */
public final class MemoryStore implements Store {

    @Override
    public Recovered recovered() {
        return Recovered.NOTHING;
    }

    @Override
    public StorePort port(Loop loop) {
        return new Port(loop);
    }

    @Override
    public StoreFigures figures() {
        return new StoreFigures(0, 0, Long.MAX_VALUE, 0, 0, new ForceTimes().snapshot(), "");
    }

    @Override
    public void close() {}

    private static final class Entry {
        final byte[] bytes;
        byte mark;
        long note;

        Entry(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    /** One loop's queues. Receipts and answers come when the turn ends, as they do from a disk. */
    private static final class Port implements StorePort {
        private static final int READ_BYTES_MAX = 128 * 1024;
        private static final int READ_MESSAGES_MAX = 4_096;

        private final Loop loop;
        private final LongObjectHashMap<TreeMap<Long, Entry>> queues = new LongObjectHashMap<>();
        private List<Runnable> answers = new ArrayList<>();

        Port(Loop loop) {
            this.loop = loop;
        }

        @Override
        public void create(long queue, boolean durable, @Nullable Receipt receipt) {
            assert loop.assertInLoop();
            queues.put(queue, new TreeMap<>());
            stored(receipt);
        }

        @Override
        public void delete(long queue, @Nullable Receipt receipt) {
            assert loop.assertInLoop();
            queues.remove(queue);
            stored(receipt);
        }

        @Override
        public void enqueue(long queue, long sequence, boolean durable, Source source, @Nullable Receipt receipt) {
            assert loop.assertInLoop();
            if (queue != DefinitionsLog.QUEUE) {
                add(queue, sequence, copy(source));
            }
            stored(receipt);
        }

        @Override
        public void enqueue(Targets targets, boolean durable, Source source, @Nullable Receipt receipt) {
            assert loop.assertInLoop();
            byte[] bytes = copy(source);
            for (int i = 0; i < targets.size(); i++) {
                add(targets.queue(i), targets.sequence(i), bytes);
            }
            stored(receipt);
        }

        @Override
        public void settle(long queue, long from, long to) {
            assert loop.assertInLoop();
            messages(queue, from, to).clear();
        }

        @Override
        public void mark(long queue, long from, long to, int mark) {
            assert loop.assertInLoop();
            messages(queue, from, to).values().forEach(entry -> entry.mark = (byte) mark);
        }

        @Override
        public void note(long queue, long sequence, long note) {
            assert loop.assertInLoop();
            messages(queue, sequence, sequence).values().forEach(entry -> entry.note = note);
        }

        @Override
        public void sync(Receipt receipt) {
            assert loop.assertInLoop();
            stored(receipt);
        }

        @Override
        public void read(long queue, long from, long to, ReadAnswer answer) {
            assert loop.assertInLoop();
            StoredMessages messages = read(messages(queue, from, to), to);
            answer(() -> answer.read(messages));
        }

        private static StoredMessages read(NavigableMap<Long, Entry> range, long to) {
            StoredMessages.Builder found = new StoredMessages.Builder();
            for (var each : range.entrySet()) {
                byte[] bytes = each.getValue().bytes;
                if (!found.isEmpty()
                        && (found.count() == READ_MESSAGES_MAX || found.bytes() + bytes.length > READ_BYTES_MAX)) {
                    return found.build(each.getKey());
                }
                found.add(each.getKey(), each.getValue().mark, bytes, 0, bytes.length);
                found.note(each.getKey(), each.getValue().note);
            }
            return found.build(to == Long.MAX_VALUE ? to : to + 1);
        }

        private void add(long queue, long sequence, byte[] bytes) {
            TreeMap<Long, Entry> messages = queues.get(queue);
            if (messages != null) {
                messages.put(sequence, new Entry(bytes));
            }
        }

        private NavigableMap<Long, Entry> messages(long queue, long from, long to) {
            TreeMap<Long, Entry> messages = queues.get(queue);
            return messages == null || from > to ? new TreeMap<>() : messages.subMap(from, true, to, true);
        }

        private static byte[] copy(Source source) {
            byte[] bytes = new byte[source.length()];
            source.copyTo(bytes, 0);
            return bytes;
        }

        private void stored(@Nullable Receipt receipt) {
            if (receipt != null) {
                answer(receipt::stored);
            }
        }

        private void answer(Runnable answer) {
            if (answers.isEmpty()) {
                loop.execute(this::answerAll);
            }
            answers.add(answer);
        }

        private void answerAll() {
            List<Runnable> due = answers;
            answers = new ArrayList<>();
            due.forEach(Runnable::run);
        }
    }
}
