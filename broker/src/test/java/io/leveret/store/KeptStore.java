// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import io.leveret.loop.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a store promises, in its simplest form and in memory: each port's calls become safe in their order, some time
 * after they were made; a crash loses those that are not. A simulation on it finds what its users do wrong.
 */
public final class KeptStore implements SteppedStore {
    private static final int PAGE_BYTES = 32 * 1024;
    private static final int WORKS_TO_CRASH_MAX = 20;

    /** All queues as their loops see them, and as they would be found after a crash. */
    private final Map<Long, Contents> seen = new TreeMap<>();

    private final Map<Long, Contents> safe;
    private final Random random;
    private final List<Port> ports = new ArrayList<>();
    private final ArrayDeque<Runnable> reads = new ArrayDeque<>();
    private final Recovered recovered;
    private boolean failing;
    private boolean crashed;
    private int worksToCrash = -1;

    private record Entry(byte[] bytes, boolean durable, int mark, long note) {
        Entry marked(int next) {
            return new Entry(bytes, durable, next, note);
        }

        Entry noted(long next) {
            return new Entry(bytes, durable, mark, next);
        }
    }

    private static final class Contents {
        final boolean durable;
        final NavigableMap<Long, Entry> messages = new TreeMap<>();
        long lastSequence;

        Contents(boolean durable) {
            this.durable = durable;
        }
    }

    /** One call on its way to the disk. */
    private record Call(
            Change change,
            @Nullable Runnable undo,
            @Nullable Receipt receipt) {}

    private interface Change {
        void apply(Map<Long, Contents> to);
    }

    /** An empty one. */
    public KeptStore(Random random) {
        this(random, new TreeMap<>());
        safe.put(DefinitionsLog.QUEUE, new Contents(true));
        seen.put(DefinitionsLog.QUEUE, new Contents(true));
    }

    private KeptStore(Random random, Map<Long, Contents> found) {
        this.random = random;
        this.safe = found;
        found.values().removeIf(contents -> !contents.durable);
        found.values().forEach(contents -> contents.messages.values().removeIf(entry -> !entry.durable));
        found.forEach((id, contents) -> {
            Contents copy = new Contents(true);
            copy.messages.putAll(contents.messages);
            copy.lastSequence = contents.lastSequence;
            seen.put(id, copy);
        });
        recovered = found.isEmpty() ? Recovered.NOTHING : describe(found);
    }

    private static Recovered describe(Map<Long, Contents> found) {
        List<Definition> definitions = new ArrayList<>();
        List<RecoveredQueue> queues = new ArrayList<>();
        found.forEach((id, contents) -> {
            if (id != DefinitionsLog.QUEUE) {
                long bytes = contents.messages.values().stream()
                        .mapToLong(entry -> entry.bytes.length)
                        .sum();
                queues.add(new RecoveredQueue(id, contents.lastSequence + 1, contents.messages.size(), bytes, null));
                return;
            }
            for (Entry entry : contents.messages.values()) {
                Definition definition = DefinitionsLog.decode(entry.bytes, 0, entry.bytes.length);
                if (definition.snapshot()) {
                    definitions.clear();
                }
                definitions.add(definition);
            }
        });
        return new Recovered(definitions, found.get(DefinitionsLog.QUEUE).lastSequence + 1, null, queues);
    }

    // What the simulation does to it.

    /** While it fails, calls that are to be answered fail, and the others wait. */
    public void failing(boolean fails) {
        failing = fails;
    }

    @Override
    public boolean work(Random source) {
        if (crashed || worksToCrash-- == 0) {
            crashed = true;
            return false;
        }
        List<Port> busy = ports.stream().filter(Port::hasWork).toList();
        if (!reads.isEmpty() && (busy.isEmpty() || source.nextBoolean())) {
            reads.removeFirst().run();
            return true;
        }
        if (busy.isEmpty()) {
            return false;
        }
        busy.get(source.nextInt(busy.size())).write(1 + source.nextInt(20));
        return true;
    }

    @Override
    public void crashSoon() {
        worksToCrash = random.nextInt(WORKS_TO_CRASH_MAX);
    }

    @Override
    public boolean crashed() {
        return crashed;
    }

    @Override
    public KeptStore crash() {
        crashed = true;
        for (Port port : ports) {
            port.writeUnanswered(random.nextInt(2) * random.nextInt(port.waiting.size() + 1));
        }
        return new KeptStore(random, copyOfSafe());
    }

    @Override
    public KeptStore reopen() {
        return new KeptStore(random, copyOfSafe());
    }

    private Map<Long, Contents> copyOfSafe() {
        return new TreeMap<>(safe);
    }

    // The store.

    @Override
    public Recovered recovered() {
        return recovered;
    }

    @Override
    public StorePort port(Loop loop) {
        Port port = new Port(loop);
        ports.add(port);
        return port;
    }

    @Override
    public StoreFigures figures() {
        return new StoreFigures(0, 0, Long.MAX_VALUE, 0, 0, new ForceTimes().snapshot(), "");
    }

    @Override
    public void close() {
        failing = false;
        ports.forEach(port -> port.write(Integer.MAX_VALUE));
    }

    private static void settle(Map<Long, Contents> state, long queue, long from, long to) {
        Contents contents = state.get(queue);
        if (contents != null && from <= to) {
            contents.messages.subMap(from, true, to, true).clear();
        }
    }

    private static void mark(Map<Long, Contents> state, long queue, long from, long to, int mark) {
        Contents contents = state.get(queue);
        if (contents != null && from <= to) {
            contents.messages.subMap(from, true, to, true).replaceAll((sequence, entry) -> entry.marked(mark));
        }
    }

    private static void note(Map<Long, Contents> state, long queue, long sequence, long note) {
        Contents contents = state.get(queue);
        if (contents != null) {
            contents.messages.computeIfPresent(sequence, (key, entry) -> entry.noted(note));
        }
    }

    private static void enqueue(Map<Long, Contents> state, long queue, long sequence, Entry entry) {
        Contents contents = state.get(queue);
        if (contents == null) {
            throw new AssertionError("a message for queue " + queue + ", which was not created");
        }
        if (sequence <= contents.lastSequence) {
            throw new AssertionError("queue " + queue + ": sequence " + sequence + " after " + contents.lastSequence);
        }
        contents.lastSequence = sequence;
        contents.messages.put(sequence, entry);
    }

    private static void enqueueAll(Map<Long, Contents> state, long[] pairs, Entry entry) {
        for (int i = 0; i < pairs.length; i += 2) {
            enqueue(state, pairs[i], pairs[i + 1], entry);
        }
    }

    private void settleAll(long[] pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            settle(seen, pairs[i], pairs[i + 1], pairs[i + 1]);
        }
    }

    private final class Port implements StorePort {
        private final Loop loop;
        private final ArrayDeque<Call> waiting = new ArrayDeque<>();

        Port(Loop loop) {
            this.loop = loop;
        }

        private boolean hasWork() {
            return failing ? waiting.stream().anyMatch(call -> call.receipt != null) : !waiting.isEmpty();
        }

        private void call(Change change, @Nullable Runnable undo, @Nullable Receipt receipt) {
            assert loop.assertInLoop();
            change.apply(seen);
            waiting.addLast(new Call(change, undo, receipt));
        }

        /** Makes the next calls safe, and answers. */
        private void write(int calls) {
            for (int i = 0; i < calls && !waiting.isEmpty(); i++) {
                if (failing) {
                    fail();
                    return;
                }
                Call next = waiting.removeFirst();
                next.change.apply(safe);
                Receipt receipt = next.receipt;
                if (receipt != null) {
                    loop.execute(receipt::stored);
                }
            }
        }

        /** Makes calls safe of which nobody will hear. */
        private void writeUnanswered(int calls) {
            for (int i = 0; i < calls; i++) {
                waiting.removeFirst().change.apply(safe);
            }
        }

        private void fail() {
            for (Call call : List.copyOf(waiting)) {
                Receipt receipt = call.receipt;
                if (receipt != null) {
                    waiting.remove(call);
                    if (call.undo != null) {
                        call.undo.run();
                    }
                    loop.execute(() -> receipt.failed("simulated: no space"));
                }
            }
        }

        @Override
        public void create(long queue, boolean durable, @Nullable Receipt receipt) {
            call(
                    state -> {
                        if (state.putIfAbsent(queue, new Contents(durable)) != null) {
                            throw new AssertionError("queue " + queue + " was created twice");
                        }
                    },
                    () -> seen.remove(queue),
                    receipt);
        }

        @Override
        public void delete(long queue, @Nullable Receipt receipt) {
            call(state -> state.remove(queue), null, receipt);
        }

        @Override
        public void enqueue(long queue, long sequence, boolean durable, Source source, @Nullable Receipt receipt) {
            byte[] bytes = new byte[source.length()];
            source.copyTo(bytes, 0);
            Entry entry = new Entry(bytes, durable, 0, 0);
            call(
                    state -> KeptStore.enqueue(state, queue, sequence, entry),
                    () -> KeptStore.settle(seen, queue, sequence, sequence),
                    receipt);
        }

        @Override
        public void enqueue(Targets targets, boolean durable, Source source, @Nullable Receipt receipt) {
            byte[] bytes = new byte[source.length()];
            source.copyTo(bytes, 0);
            Entry entry = new Entry(bytes, durable, 0, 0);
            long[] pairs = new long[2 * targets.size()];
            for (int i = 0; i < targets.size(); i++) {
                pairs[2 * i] = targets.queue(i);
                pairs[2 * i + 1] = targets.sequence(i);
            }
            call(state -> enqueueAll(state, pairs, entry), () -> settleAll(pairs), receipt);
        }

        @Override
        public void settle(long queue, long from, long to) {
            call(state -> KeptStore.settle(state, queue, from, to), null, null);
        }

        @Override
        public void mark(long queue, long from, long to, int mark) {
            call(state -> KeptStore.mark(state, queue, from, to, mark), null, null);
        }

        @Override
        public void note(long queue, long sequence, long note) {
            call(state -> KeptStore.note(state, queue, sequence, note), null, null);
        }

        @Override
        public void sync(Receipt receipt) {
            call(state -> {}, null, receipt);
        }

        @Override
        public void read(long queue, long from, long to, ReadAnswer answer) {
            assert loop.assertInLoop();
            reads.add(() -> {
                StoredMessages messages = read(seen.get(queue), from, to);
                loop.execute(() -> answer.read(messages));
            });
        }

        private StoredMessages read(@Nullable Contents contents, long from, long to) {
            StoredMessages.Builder found = new StoredMessages.Builder();
            if (contents != null && from <= to) {
                for (var each : contents.messages.subMap(from, true, to, true).entrySet()) {
                    byte[] bytes = each.getValue().bytes;
                    if (!found.isEmpty() && found.bytes() + bytes.length > PAGE_BYTES) {
                        return found.build(each.getKey());
                    }
                    found.add(each.getKey(), (byte) each.getValue().mark, bytes, 0, bytes.length);
                    found.note(each.getKey(), each.getValue().note);
                }
            }
            return found.build(to == Long.MAX_VALUE ? to : to + 1);
        }
    }
}
