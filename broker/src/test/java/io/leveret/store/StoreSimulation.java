// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.store.StoreModel.Call;
import io.leveret.store.StoreModel.DefinitionModel;
import io.leveret.store.StoreModel.Fate;
import io.leveret.store.StoreModel.Message;
import io.leveret.store.StoreModel.QueueModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The store on a disk that loses, tears, fails, fills up and flips bits, with loops, workers and clock stepped from one
 * seed, against a model. {@code -Dseed=N} replays one seed, {@code -Dseeds=N} runs so many random ones.
 */
class StoreSimulation {
    private static final int FIXED_SEEDS = 25;

    @Test
    void nothingConfirmedIsLostAndNothingSettledReturns() {
        String seed = System.getProperty("seed");
        if (seed != null) {
            run(Long.parseLong(seed));
            return;
        }
        for (long fixed = 1; fixed <= FIXED_SEEDS; fixed++) {
            run(fixed);
        }
        for (int i = Integer.getInteger("seeds", 1); i > 0; i--) {
            run(System.nanoTime() ^ i);
        }
    }

    private static void run(long seed) {
        try {
            new World(seed).run();
        } catch (Throwable e) {
            throw new AssertionError(
                    "seed " + seed + ": " + e + "\nreplay: mvn -pl broker test -Dtest=StoreSimulation -Dseed=" + seed,
                    e);
        }
    }

    /** One seed's disk, store and model. */
    private static final class World {
        private static final int LOOPS = 2;

        private final Random random;
        private final SimulatedDisk disk;
        private final StoreOptions options;
        private final StoreModel model = new StoreModel();

        private ManualCrew crew = new ManualCrew();
        private ManualLoop[] loops = {};
        private StorePort[] ports = {};
        private FileStore store;
        private DefinitionsLog definitions;

        /** Calls of each loop that nobody waits for, since its last sync that was answered. */
        private List<List<Call>> unheard = new ArrayList<>();

        private final Set<Long> damaged = new HashSet<>();
        private boolean flipped;
        private int nextDefinition;
        private long nextQueue = 1;
        private String failing = "";

        World(long seed) throws IOException {
            random = new Random(seed);
            disk = new SimulatedDisk(random);
            options = new StoreOptions(
                    8_192 + 4_096 * random.nextInt(8),
                    1_024 << random.nextInt(4),
                    1 + random.nextInt(4),
                    6,
                    random.nextInt(3),
                    256 << random.nextInt(4),
                    4 << random.nextInt(5),
                    2_048 << random.nextInt(4),
                    4_096);
            start();
        }

        private void start() throws IOException {
            disk.meanwhile(() -> {});
            crew = new ManualCrew();
            loops = new ManualLoop[LOOPS];
            ports = new StorePort[LOOPS];
            unheard = new ArrayList<>();
            failing = "";
            StoreHealth health = new StoreHealth() {
                @Override
                public void failing(String reason) {
                    failing = reason;
                }

                @Override
                public void recovered() {
                    failing = "";
                }

                @Override
                public void damaged(Damage damage) {
                    assertThat(flipped).as(damage.toString()).isTrue();
                    damaged.add(damage.queue());
                }
            };
            store = FileStore.open(disk, options, health, crew, random, crew);
            for (int i = 0; i < LOOPS; i++) {
                loops[i] = new ManualLoop();
                ports[i] = store.port(loops[i]);
                unheard.add(new ArrayList<>());
            }
            definitions = new DefinitionsLog(ports[0], store.recovered());
            disk.meanwhile(this::goOn);
        }

        /** The other threads, while one of the store's is at the disk. */
        private void goOn() {
            for (int turns = random.nextInt(8) - 5; turns > 0; turns--) {
                loops[random.nextInt(LOOPS)].turn();
                crew.turn(random);
            }
        }

        void run() throws IOException {
            int rounds = 3 + random.nextInt(6);
            for (int round = 0; round < rounds; round++) {
                int steps = random.nextInt(400);
                if (random.nextInt(3) > 0) {
                    disk.crashAfter(random.nextInt(1 + random.nextInt(1 + random.nextInt(1 + steps * 3))));
                }
                try {
                    for (int i = 0; i < steps; i++) {
                        step();
                    }
                    if (random.nextBoolean()) {
                        disk.fail(0, false, false);
                        disk.capacity(Long.MAX_VALUE);
                        quiesce();
                        check();
                    }
                    if (random.nextBoolean()) {
                        pumpLoops();
                        store.close();
                        if (disk.isUntroubled() && failing.isEmpty()) {
                            pumpLoops();
                            hearAll();
                            flipSomething();
                        }
                    }
                } catch (SimulatedDisk.Crash e) {
                    // the machine stops
                }
                restart();
            }
        }

        private void restart() throws IOException {
            disk.fail(0, false, false);
            disk.capacity(Long.MAX_VALUE);
            disk.reboot();
            while (true) {
                try {
                    if (random.nextInt(4) == 0) {
                        disk.crashAfter(random.nextInt(30));
                    }
                    start();
                    checkRecovered();
                    disk.crashAfter(-1);
                    return;
                } catch (SimulatedDisk.Crash e) {
                    disk.reboot();
                }
            }
        }

        /** A bit of any file, after a clean end. */
        private void flipSomething() {
            if (random.nextInt(3) > 0) {
                return;
            }
            disk.reboot();
            List<String> files = disk.files();
            if (files.isEmpty()) {
                return;
            }
            String name = files.get(random.nextInt(files.size()));
            int length = disk.contents(name).length;
            if (length > 0) {
                flipped = true;
                disk.flip(name, random.nextInt(length), random.nextInt(8));
            }
        }

        // What happens.

        private void step() {
            switch (random.nextInt(20)) {
                case 0 -> createOrDelete();
                case 1, 2, 3, 4, 5 -> enqueue();
                case 6 -> enqueueToSeveral();
                case 7, 8, 9 -> settle();
                case 10 -> mark();
                case 11 -> define();
                case 12 -> sync(random.nextInt(LOOPS));
                case 13 -> trouble();
                case 14 -> readSome();
                case 15 -> note();
                default -> {}
            }
            for (int turns = random.nextInt(4); turns > 0; turns--) {
                loops[random.nextInt(LOOPS)].turn();
                crew.turn(random);
            }
            if (random.nextInt(10) == 0) {
                crew.pass(1L << random.nextInt(32));
            }
        }

        private void trouble() {
            switch (random.nextInt(6)) {
                case 0 -> disk.fail(random.nextDouble(), true, false);
                case 1 -> disk.fail(random.nextDouble(), false, true);
                case 2 -> disk.capacity(disk.usedBytes() + random.nextInt(20_000));
                default -> {
                    disk.fail(0, false, false);
                    disk.capacity(Long.MAX_VALUE);
                }
            }
        }

        private @Nullable Receipt receipt(Call call, int loop) {
            if (random.nextInt(3) == 0) {
                unheard.get(loop).add(call);
                return null;
            }
            return receipt(call);
        }

        private static Receipt receipt(Call call) {
            return new Receipt() {
                @Override
                public void stored() {
                    assertThat(call.fate).isEqualTo(Fate.ASKED);
                    call.fate = Fate.STORED;
                }

                @Override
                public void failed(String reason) {
                    assertThat(call.fate).isEqualTo(Fate.ASKED);
                    call.fate = Fate.FAILED;
                }
            };
        }

        private @Nullable Long anyQueue() {
            List<Long> there = model.queues.entrySet().stream()
                    .filter(each -> each.getValue().exists() && !damaged.contains(each.getKey()))
                    .map(Map.Entry::getKey)
                    .toList();
            return there.isEmpty() ? null : there.get(random.nextInt(there.size()));
        }

        private void createOrDelete() {
            Long queue = anyQueue();
            if (queue == null || random.nextInt(4) > 0) {
                Call call = new Call();
                int loop = random.nextInt(LOOPS);
                QueueModel created = new QueueModel(random.nextInt(4) > 0, loop, call);
                model.queues.put(nextQueue, created);
                ports[loop].create(nextQueue++, created.durable, receipt(call, loop));
            } else {
                QueueModel gone = queue(queue);
                Call call = new Call();
                gone.delete = call;
                ports[gone.loop].delete(queue, receipt(call, gone.loop));
            }
        }

        private QueueModel queue(long id) {
            QueueModel queue = model.queues.get(id);
            if (queue == null) {
                throw new AssertionError("no queue " + id);
            }
            return queue;
        }

        private byte[] anyBytes() {
            int length = switch (random.nextInt(40)) {
                case 0 -> 40_000;
                case 1, 2 -> 3_000;
                case 3 -> 0;
                default -> random.nextInt(200);
            };
            byte[] bytes = new byte[length];
            byte[] some = new byte[16];
            random.nextBytes(some);
            for (int i = 0; i < length; i += some.length) {
                System.arraycopy(some, 0, bytes, i, Math.min(some.length, length - i));
            }
            return bytes;
        }

        private void enqueue() {
            Long id = anyQueue();
            for (int count = random.nextInt(20); id != null && count > 0; count--) {
                QueueModel queue = queue(id);
                boolean durable = random.nextInt(4) > 0;
                Call call = new Call();
                Message message = new Message(anyBytes(), durable && queue.durable, call);
                queue.next += random.nextInt(30) == 0 ? random.nextInt(200) : 0;
                queue.messages.put(queue.next, message);
                Receipt receipt = durable ? receipt(call, queue.loop) : null;
                ports[queue.loop].enqueue(id, queue.next++, durable, Source.of(message.bytes), receipt);
            }
        }

        private void enqueueToSeveral() {
            int loop = random.nextInt(LOOPS);
            Targets targets = new Targets();
            byte[] bytes = anyBytes();
            Call call = new Call();
            for (Map.Entry<Long, QueueModel> each : model.queues.entrySet()) {
                QueueModel queue = each.getValue();
                if (queue.exists() && queue.loop == loop && !damaged.contains(each.getKey()) && random.nextBoolean()) {
                    queue.messages.put(queue.next, new Message(bytes, queue.durable, call));
                    targets.add(each.getKey(), queue.next++);
                }
            }
            if (targets.size() > 0) {
                ports[loop].enqueue(targets, true, Source.of(bytes), receipt(call, loop));
            }
        }

        private void settle() {
            Long id = anyQueue();
            if (id == null) {
                return;
            }
            QueueModel queue = queue(id);
            long from = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt((int) queue.next);
            long to = from + random.nextInt(random.nextInt(10) == 0 ? (int) queue.next : 12);
            if (random.nextInt(20) == 0) {
                from = 1;
                to = queue.next - 1;
            }
            to = Math.min(to, queue.next - 1);
            Call call = new Call();
            for (Map.Entry<Long, Message> each : queue.messages.entrySet()) {
                Message message = each.getValue();
                if (each.getKey() >= from && each.getKey() <= to && message.settle == null) {
                    message.settle = call;
                }
            }
            ports[queue.loop].settle(id, from, to);
            unheard.get(queue.loop).add(call);
        }

        private void mark() {
            Long id = anyQueue();
            if (id == null) {
                return;
            }
            QueueModel queue = queue(id);
            long from = 1 + random.nextInt((int) queue.next);
            long to = Math.min(from + random.nextInt(12), queue.next - 1);
            int mark = random.nextInt(256);
            for (Map.Entry<Long, Message> each : queue.messages.entrySet()) {
                if (each.getKey() >= from && each.getKey() <= to) {
                    each.getValue().marks.add(mark);
                }
            }
            ports[queue.loop].mark(id, from, to, mark);
        }

        private void note() {
            Long id = anyQueue();
            if (id == null) {
                return;
            }
            QueueModel queue = queue(id);
            long sequence = 1 + random.nextInt((int) queue.next);
            Message message = queue.messages.get(sequence);
            if (message != null) {
                long note = random.nextInt(4) == 0 ? 0 : random.nextLong();
                message.notes.add(note);
                ports[queue.loop].note(id, sequence, note);
            }
        }

        private void define() {
            Call call = new Call();
            DefinitionModel definition = new DefinitionModel(nextDefinition++, random.nextInt(4) == 0, call);
            model.definitions.add(definition);
            Source bytes = Source.of(String.valueOf(definition.id()).getBytes(StandardCharsets.UTF_8));
            if (definition.snapshot()) {
                definitions.snapshot(7, bytes, receipt(call));
            } else {
                definitions.append(7, bytes, receipt(call));
            }
        }

        /** When it is answered, all that was asked before on this loop is on disk. */
        private void sync(int loop) {
            List<Call> before = unheard.get(loop);
            unheard.set(loop, new ArrayList<>());
            ports[loop].sync(new Receipt() {
                @Override
                public void stored() {
                    for (Call call : before) {
                        call.fate = Fate.STORED;
                    }
                }

                @Override
                public void failed(String reason) {
                    unheard.get(loop).addAll(before);
                }
            });
        }

        private void readSome() {
            Long id = anyQueue();
            if (id == null) {
                return;
            }
            QueueModel queue = queue(id);
            long from = 1 + random.nextInt((int) queue.next);
            ports[queue.loop].read(id, from, from + random.nextInt(20), new ReadAnswer() {
                @Override
                public void read(StoredMessages messages) {
                    for (int i = 0; i < messages.count(); i++) {
                        Message message = queue.messages.get(messages.sequence(i));
                        assertThat(message).isNotNull();
                        assertThat(bytes(messages, i)).isEqualTo(message.bytes);
                    }
                }

                @Override
                public void failed(Damage damage) {
                    assertThat(damaged).contains(damage.queue());
                }
            });
        }

        private static byte[] bytes(StoredMessages messages, int index) {
            int from = messages.offset(index);
            return java.util.Arrays.copyOfRange(messages.bytes(), from, from + messages.length(index));
        }

        // What must be.

        private void pumpLoops() {
            for (ManualLoop loop : loops) {
                loop.turnAll();
            }
        }

        private void quiesce() {
            for (int i = 0; i < 40; i++) {
                pumpLoops();
                crew.turnAll();
                crew.pass(100_000_000);
            }
            pumpLoops();
            assertThat(failing).isEmpty();
        }

        private void hearAll() {
            unheard.forEach(calls -> calls.forEach(call -> call.fate = Fate.STORED));
            unheard.forEach(List::clear);
        }

        /** All is on disk and at rest: the store holds exactly what the model does. */
        private void check() {
            sync(0);
            sync(1);
            quiesce();
            for (Map.Entry<Long, QueueModel> each : model.queues.entrySet()) {
                QueueModel queue = each.getValue();
                if (damaged.contains(each.getKey())) {
                    continue;
                }
                Map<Long, Told> found = readAll(each.getKey(), queue, ports[queue.loop], queue.loop);
                if (found == null) {
                    continue;
                }
                Map<Long, Told> expected = new TreeMap<>();
                queue.messages.forEach((sequence, message) -> {
                    if (queue.exists() && message.isLive()) {
                        expected.put(sequence, new Told(message.mark(), message.note()));
                    }
                });
                assertThat(found).as("queue %s", each.getKey()).isEqualTo(expected);
            }
        }

        /** What comes back with a message. */
        private record Told(int mark, long note) {}

        /** By sequence; null when the queue turns out damaged. */
        private @Nullable Map<Long, Told> readAll(long id, QueueModel queue, StorePort port, int loop) {
            Map<Long, Told> found = new TreeMap<>();
            long[] next = {1};
            boolean[] failed = {false};
            while (next[0] < Long.MAX_VALUE && !failed[0]) {
                long asked = next[0];
                port.read(id, asked, Long.MAX_VALUE, new ReadAnswer() {
                    @Override
                    public void read(StoredMessages messages) {
                        long last = asked - 1;
                        for (int i = 0; i < messages.count(); i++) {
                            assertThat(messages.sequence(i)).isGreaterThan(last);
                            last = messages.sequence(i);
                            Message message = queue.messages.get(last);
                            assertThat(message)
                                    .as("queue %s, message %s", id, last)
                                    .isNotNull();
                            assertThat(bytes(messages, i)).isEqualTo(message.bytes);
                            found.put(last, new Told(messages.mark(i), messages.note(i)));
                        }
                        assertThat(messages.next()).isGreaterThan(last);
                        next[0] = messages.next();
                    }

                    @Override
                    public void failed(Damage damage) {
                        assertThat(damaged).contains(id);
                        failed[0] = true;
                    }
                });
                for (int i = 0; i < 100 && next[0] == asked && !failed[0]; i++) {
                    loops[loop].turnAll();
                    crew.turnAll();
                    crew.pass(50_000_000);
                }
                assertThat(next[0] > asked || failed[0]).isTrue();
            }
            return failed[0] ? null : found;
        }

        private void checkRecovered() {
            Recovered recovered = store.recovered();
            checkDefinitions(recovered);
            Map<Long, RecoveredQueue> queues = new TreeMap<>();
            recovered.queues().forEach(queue -> queues.put(queue.id(), queue));
            for (Long id : List.copyOf(model.queues.keySet())) {
                QueueModel queue = queue(id);
                RecoveredQueue found = queues.remove(id);
                if (found == null) {
                    assertThat(queue.mustSurvive()).as("queue %s", id).isFalse();
                    model.queues.remove(id);
                    continue;
                }
                assertThat(queue.maySurvive()).as("queue %s", id).isTrue();
                checkRecovered(id, queue, found);
            }
            assertThat(queues).isEmpty();
        }

        private void checkRecovered(long id, QueueModel queue, RecoveredQueue found) {
            if (found.damage() != null) {
                assertThat(flipped).as(found.damage().toString()).isTrue();
                damaged.add(id);
            }
            QueueModel again = new QueueModel(true, queue.loop, new Call());
            again.create.fate = Fate.STORED;
            again.next = found.nextSequence();
            Map<Long, Told> messages = damaged.contains(id) ? null : readAll(id, queue, ports[queue.loop], queue.loop);
            model.queues.put(id, again);
            if (messages == null) {
                return;
            }
            long bytes = 0;
            for (Map.Entry<Long, Message> each : queue.messages.entrySet()) {
                long sequence = each.getKey();
                Message message = each.getValue();
                Told told = messages.get(sequence);
                if (told == null) {
                    assertThat(message.mustSurvive() && queue.create.fate == Fate.STORED)
                            .as("queue %s, message %s is lost", id, sequence)
                            .isFalse();
                } else {
                    assertThat(message.maySurvive())
                            .as("queue %s, message %s is back", id, sequence)
                            .isTrue();
                    assertThat(message.marks).contains(told.mark());
                    assertThat(message.notes).contains(told.note());
                    Message kept = new Message(message.bytes, true, again.create);
                    kept.marks.add(told.mark());
                    kept.notes.add(told.note());
                    again.messages.put(sequence, kept);
                    bytes += message.bytes.length;
                    assertThat(found.nextSequence()).isGreaterThan(sequence);
                }
                if (message.durable && message.enqueue.fate == Fate.STORED) {
                    assertThat(found.nextSequence()).isGreaterThan(sequence);
                }
            }
            assertThat(found.messages()).as("messages of queue %s", id).isEqualTo(messages.size());
            assertThat(found.bytes()).as("bytes of queue %s", id).isEqualTo(bytes);
        }

        private void checkDefinitions(Recovered recovered) {
            if (recovered.definitionsDamage() != null) {
                assertThat(flipped).as(recovered.definitionsDamage().toString()).isTrue();
                // A node would not start. The simulation goes on without definitions.
                damaged.add(DefinitionsLog.QUEUE);
            }
            List<Integer> found = new ArrayList<>();
            int begin = -1;
            for (Definition definition : recovered.definitions()) {
                int id = Integer.parseInt(new String(definition.bytes(), StandardCharsets.UTF_8));
                assertThat(definition.version()).isEqualTo(7);
                if (definition.snapshot()) {
                    assertThat(found).isEmpty();
                    begin = id;
                }
                if (!found.isEmpty()) {
                    assertThat(id).isGreaterThan(found.get(found.size() - 1));
                }
                found.add(id);
            }
            if (!damaged.contains(DefinitionsLog.QUEUE)) {
                for (DefinitionModel definition : model.definitions) {
                    if (definition.call().fate == Fate.STORED && definition.id() >= begin) {
                        assertThat(found).as("definitions").contains(definition.id());
                    }
                    if (definition.snapshot() && definition.call().fate == Fate.STORED) {
                        assertThat(begin).isGreaterThanOrEqualTo(definition.id());
                    }
                }
            }
            model.definitions.removeIf(definition -> !found.contains(definition.id()));
            model.definitions.forEach(definition -> definition.call().fate = Fate.STORED);
        }
    }
}
