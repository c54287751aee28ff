// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.exchange.ExchangeTypes;
import io.leveret.broker.exchange.Routable;
import io.leveret.broker.exchange.Route;
import io.leveret.broker.exchange.Router;
import io.leveret.broker.message.Address;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.HeapContent;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Properties;
import io.leveret.broker.message.Receipt;
import io.leveret.broker.message.Reply;
import io.leveret.broker.message.Trail;
import io.leveret.loop.Seeds;
import io.leveret.loop.VirtualLoop;
import io.leveret.loop.VirtualLoops;
import io.leveret.store.KeptStore;
import io.leveret.store.RecoveredQueue;
import io.leveret.store.SteppedFileStore;
import io.leveret.store.SteppedStore;
import io.leveret.store.StorePort;
import io.leveret.table.Table;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Queues that give messages up for every reason there is, to queues of the same and of other loops, while time passes and
 * the machine stops at any step. What was confirmed is in one of them until somebody acknowledges it; without a crash it
 * is there once. Replay a seed with {@code -Dseed=N}, run more with {@code -Dseeds=N}.
 */
class GivingUpSimulation {
    private static final String[] NAMES = {"work", "dead", "grave"};
    private static final int STEPS_TO_REST_MAX = 2_000_000;

    @Test
    void onTheSimplestStore() {
        Seeds.each("GivingUpSimulation#onTheSimplestStore", 40, random -> run(random, KeptStore::new));
    }

    @Test
    void onFiles() {
        Seeds.each("GivingUpSimulation#onFiles", 12, random -> run(random, SteppedFileStore::new));
    }

    private static void run(Random random, Function<Random, SteppedStore> store) {
        new Life(random, store.apply(random)).live();
    }

    private record Held(String queue, long sequence, long id) {}

    private static final class Life implements QueueEvents {
        private final Random random;
        private final int loopCount;
        private final long residentBytesMax;
        private final int bodyBytesMax;
        private final Map<String, Table> arguments = new HashMap<>();
        private final Map<String, QueueRef> queues = new HashMap<>();
        private final Exchange exchange = new ExchangeTypes().create("", "direct", true, false, false, Table.EMPTY);
        private final Router router = new Router(queues::get, name -> null);
        private final List<StorePort> ports = new ArrayList<>();
        private final List<LoopStore> stores = new ArrayList<>();
        private final Deque<String> notes = new ArrayDeque<>();
        private final List<Held> held = new ArrayList<>();
        private final Set<Long> confirmed = new HashSet<>();
        private final Set<Long> acknowledged = new HashSet<>();
        private final Set<Long> acknowledgedAtWork = new HashSet<>();
        private final Set<Long> goneForGood = new HashSet<>();
        private SteppedStore store;
        private VirtualLoops loops;
        private long lastId;
        private boolean crashedOnce;
        private int incarnation;

        Life(Random random, SteppedStore store) {
            this.random = random;
            this.store = store;
            this.loopCount = pick(1, 2, 3);
            this.residentBytesMax = pick(0, 30_000, 10_000_000);
            this.bodyBytesMax = pick(20, 2_000, 40_000);
            this.loops = new VirtualLoops(loopCount, random);
            arguments.put("work", workArguments());
            arguments.put(
                    "dead",
                    random.nextBoolean() ? Table.EMPTY : letters("grave").with("x-message-ttl", pick(5, 200)));
            arguments.put("grave", random.nextBoolean() ? Table.EMPTY : Table.of("x-max-priority", 3));
            begin();
        }

        private Table workArguments() {
            Table table = letters("dead");
            if (random.nextInt(3) == 0) {
                table = table.with("x-queue-type", "quorum").with("x-delivery-limit", pick(-1, 0, 2));
                table = random.nextBoolean() ? table : table.with("x-message-ttl", pick(0, 5, 50, 500));
                table = random.nextBoolean() ? table : table.with("x-delayed-retry-type", "all");
                table = table.with("x-delayed-retry-min", pick(1, 20)).with("x-delayed-retry-max", 60);
                return random.nextBoolean()
                        ? table
                        : table.with("x-overflow", "reject-publish").with("x-dead-letter-strategy", "at-least-once");
            }
            if (random.nextBoolean()) {
                table = table.with("x-message-ttl", pick(0, 5, 50, 500));
            }
            if (random.nextBoolean()) {
                table = table.with("x-max-length", pick(0, 1, 5, 50));
                table = table.with("x-overflow", random.nextBoolean() ? "drop-head" : "reject-publish-dlx");
            }
            if (random.nextBoolean()) {
                table = table.with("x-max-priority", pick(1, 3));
            }
            if (random.nextInt(3) == 0) {
                table = table.with("x-leveret-delayed-retry-min", pick(1, 20));
            }
            return random.nextBoolean() ? table : table.with("x-delivery-limit", pick(0, 2));
        }

        private static Table letters(String to) {
            return Table.of("x-dead-letter-exchange", "").with("x-dead-letter-routing-key", to);
        }

        private int pick(int... choices) {
            return choices[random.nextInt(choices.length)];
        }

        private void note(String what) {
            if (notes.size() == 150) {
                notes.removeFirst();
            }
            notes.addLast(what);
        }

        /** The node starts, with what the store has. */
        private void begin() {
            incarnation++;
            ports.clear();
            stores.clear();
            queues.clear();
            held.clear();
            for (VirtualLoop loop : loops.loops()) {
                StorePort port = store.port(loop);
                ports.add(port);
                stores.add(new LoopStore(loop, port, residentBytesMax));
            }
            for (int i = 0; i < NAMES.length; i++) {
                long id = i + 1;
                List<RecoveredQueue> kept = store.recovered().queues().stream()
                        .filter(queue -> QueueIds.queue(queue.id()) == id)
                        .toList();
                QueueDefinition definition =
                        new QueueDefinition("/", NAMES[i], true, false, 0, arguments.get(NAMES[i]));
                LoopStore home = stores.get(random.nextInt(loopCount));
                QueueRef queue = kept.isEmpty()
                        ? new QueueRef(id, definition, home, this)
                        : new QueueRef(id, kept, definition, home, this);
                queues.put(NAMES[i], queue);
                if (kept.isEmpty()) {
                    queue.create();
                } else {
                    queue.start();
                }
            }
        }

        void live() {
            try {
                note(arguments.toString());
                for (int round = 0; round < 8; round++) {
                    round();
                }
                end();
            } catch (Throwable e) {
                throw new AssertionError(e + "\nafter these events:\n" + String.join("\n", notes), e);
            }
        }

        private void round() {
            if (random.nextInt(3) == 0) {
                store.crashSoon();
            }
            for (int steps = 20 + random.nextInt(200); steps > 0 && !store.crashed(); steps--) {
                step();
            }
            if (!store.crashed() && random.nextBoolean() && rest()) {
                sync();
            }
            if (store.crashed() || random.nextInt(4) == 0) {
                crash();
            }
        }

        private void step() {
            int what = random.nextInt(100);
            if (what < 30) {
                loops.turn();
            } else if (what < 45) {
                store.work(random);
            } else if (what < 55) {
                loops.pass(random.nextInt(20));
            } else if (what < 75) {
                publish();
            } else if (what < 88) {
                get(NAMES[random.nextInt(random.nextInt(3) == 0 ? 3 : 1)]);
            } else if (!held.isEmpty()) {
                settle(held.remove(random.nextInt(held.size())));
            }
        }

        private void publish() {
            long id = ++lastId;
            int priority = random.nextInt(5);
            Long ttl = random.nextInt(3) == 0 ? (Long) (long) pick(0, 3, 30, 300) : null;
            byte[] body = ByteBuffer.allocate(8 + random.nextInt(bodyBytesMax))
                    .putLong(id)
                    .array();
            Properties properties = new Properties(
                    null,
                    null,
                    null,
                    2,
                    priority,
                    null,
                    null,
                    ttl == null ? null : ttl.toString(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
            Message message = new Message(
                    new Address("", "work"),
                    true,
                    HeapContent.of(properties.encode(), body),
                    priority,
                    ttl == null ? Message.FOREVER : ttl,
                    Trail.NONE);
            int alive = incarnation;
            note("publish " + id + ", priority " + priority + ", ttl " + ttl);
            VirtualLoop publisher = loop();
            publisher.enter(() -> queues.get("work")
                    .publish(
                            message,
                            new Receipt() {
                                @Override
                                public void accepted() {
                                    if (alive == incarnation) {
                                        confirmed.add(id);
                                    }
                                }

                                @Override
                                public void rejected() {}
                            },
                            new NoCredit(publisher)));
        }

        private void get(String queue) {
            int alive = incarnation;
            VirtualLoop caller = loop();
            caller.enter(() -> queues.get(queue).get(new ChannelKey(1, 1, 0), false, caller, new Reply<>() {
                @Override
                public void ok(Fetched fetched) {
                    Message message = fetched.message();
                    if (message != null && alive == incarnation) {
                        got(
                                queue,
                                fetched.sequence(),
                                ByteBuffer.wrap(bytes(message)).getLong());
                    }
                }

                @Override
                public void failed(AmqpException error) {
                    throw new AssertionError(error.replyText());
                }
            }));
        }

        private static byte[] bytes(Message message) {
            byte[] bytes = new byte[message.bodyBytes()];
            message.content().copyBody(bytes, 0);
            return bytes;
        }

        private void got(String queue, long sequence, long id) {
            note("got " + id + " at " + sequence + " of " + queue);
            if (queue.equals("work") && goneForGood.contains(id)) {
                throw new AssertionError("came back: " + id);
            }
            if (!crashedOnce && acknowledged.contains(id)) {
                throw new AssertionError("acknowledged, but there again: " + id);
            }
            if (!crashedOnce && held.stream().anyMatch(other -> other.id == id)) {
                throw new AssertionError("there twice: " + id);
            }
            held.add(new Held(queue, sequence, id));
        }

        private void settle(Held settled) {
            Settlement how = Settlement.values()[random.nextInt(3)];
            note("settle " + settled + ": " + how);
            if (how == Settlement.ACKNOWLEDGED) {
                acknowledge(settled);
                return;
            }
            QueueRef queue = queues.get(settled.queue);
            if (how == Settlement.DISCARDED && !settled.queue.equals("work")) {
                how = Settlement.REQUEUED; // elsewhere it might be dropped
            }
            Settlement actual = how;
            loop().enter(() -> queue.settle(settled.sequence, actual));
        }

        private void acknowledge(Held settled) {
            acknowledged.add(settled.id);
            if (settled.queue.equals("work")) {
                acknowledgedAtWork.add(settled.id);
            }
            loop().enter(() -> queues.get(settled.queue).settle(settled.sequence, Settlement.ACKNOWLEDGED));
        }

        private VirtualLoop loop() {
            return loops.loops().get(random.nextInt(loopCount));
        }

        private boolean rest() {
            for (int step = 0; step < STEPS_TO_REST_MAX; step++) {
                boolean first = random.nextBoolean();
                if (!(first ? loops.turn() || store.work(random) : store.work(random) || loops.turn())) {
                    return !store.crashed();
                }
            }
            throw new AssertionError("does not come to rest");
        }

        private void sync() {
            int[] answers = new int[1];
            for (int i = 0; i < loopCount; i++) {
                StorePort port = ports.get(i);
                loops.loops()
                        .get(i)
                        .enter(() -> port.sync(new io.leveret.store.Receipt() {
                            @Override
                            public void stored() {
                                answers[0]++;
                            }

                            @Override
                            public void failed(String reason) {
                                throw new AssertionError(reason);
                            }
                        }));
            }
            if (rest() && answers[0] == loopCount) {
                goneForGood.addAll(acknowledgedAtWork);
                note("all is on disk");
            }
        }

        private void crash() {
            note("crash");
            SteppedStore next = store.crash();
            loops.turnAll(); // what had left before is known
            crashedOnce = true;
            acknowledgedAtWork.clear(); // the disk may not know it
            store = next;
            loops = new VirtualLoops(loopCount, random);
            begin();
        }

        /** Looks at everything that is left, again from the beginning where the machine stops meanwhile. */
        private void end() {
            Set<Long> found = new HashSet<>();
            while (!drainAll(found)) {
                crash();
            }
            Set<Long> lost = new HashSet<>(confirmed);
            lost.removeAll(found);
            lost.removeAll(acknowledged);
            if (!lost.isEmpty()) {
                throw new AssertionError("confirmed, and nowhere: " + lost);
            }
        }

        private boolean drainAll(Set<Long> found) {
            note("look at everything");
            if (!rest()) {
                return false;
            }
            List.copyOf(held).forEach(this::acknowledge);
            held.clear();
            for (int round = 0; round < 4; round++) { // what moves meanwhile is behind
                for (String name : NAMES) {
                    if (!drain(name, found)) {
                        return false;
                    }
                }
                for (int wait = 0; wait < 60; wait++) {
                    loops.pass(10);
                    if (!rest()) {
                        return false;
                    }
                }
            }
            return true;
        }

        private boolean drain(String name, Set<Long> found) {
            while (true) {
                get(name);
                if (!rest()) {
                    return false;
                }
                if (held.isEmpty()) {
                    return true;
                }
                Held next = held.remove(0);
                if (!found.add(next.id) && !crashedOnce) {
                    throw new AssertionError("there twice: " + next.id);
                }
                loop().enter(() -> queues.get(name).settle(next.sequence, Settlement.ACKNOWLEDGED));
            }
        }

        @Override
        public void unused(QueueRef queue, Runnable then) {
            throw new AssertionError(queue + " has no lease");
        }

        @Override
        public @Nullable Route deadLetterRoute(QueueRef source, String to, List<String> keys, Routable message) {
            return router.route(exchange, keys, message);
        }
    }
}
