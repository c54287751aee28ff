// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

import io.leveret.broker.exchange.Route;
import io.leveret.broker.message.Address;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.HeapContent;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Properties;
import io.leveret.broker.message.Receipt;
import io.leveret.broker.message.Reply;
import io.leveret.broker.queue.ChannelKey;
import io.leveret.broker.queue.Fetched;
import io.leveret.broker.queue.LoopStore;
import io.leveret.broker.queue.QueueDefinition;
import io.leveret.broker.queue.QueueRef;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Delayed messages under any schedule of loops, disk and time, with crashes and restarts: nothing confirmed is lost,
 * nothing fires too early, in another order than it is due, or again once the disk knows that it has fired.
 */
class DelaysSimulation {
    private static final int ROUNDS = 5;
    private static final int STEPS_TO_REST_MAX = 200_000;
    private static final long EXCHANGE = 7;
    private static final long QUEUE = 8;

    @Test
    void onTheSimplestStore() {
        Seeds.each("DelaysSimulation#onTheSimplestStore", 12, random -> run(random, KeptStore::new));
    }

    @Test
    void onFiles() {
        Seeds.each("DelaysSimulation#onFiles", 6, random -> run(random, SteppedFileStore::new));
    }

    private static void run(Random random, Function<Random, SteppedStore> store) {
        new Life(random, store.apply(random)).live();
    }

    /** One message. */
    private static final class Sent {
        final long id;
        final long dueMin;
        final int incarnation;
        final boolean persistent;
        boolean confirmed;
        boolean cancelled;
        boolean safe; // the disk knows that it has fired
        boolean cancelSafe;
        boolean perhapsCancelled;
        int fired;
        int received;

        Sent(long id, long dueMin, boolean persistent, int incarnation) {
            this.id = id;
            this.persistent = persistent;
            this.incarnation = incarnation;
            this.dueMin = dueMin;
        }

        @Override
        public String toString() {
            return "message " + id + " due " + dueMin + (confirmed ? " confirmed" : "")
                    + (cancelled ? " cancelled" : "") + " fired " + fired + " received " + received;
        }
    }

    private static final class Life {
        private final Random random;
        private final int loopCount;
        private final long residentBytesMax;
        private final DelayLimits limits;
        private final long delayMax;
        private final TreeMap<Long, Sent> sent = new TreeMap<>();
        private SteppedStore store;
        private VirtualLoops loops;
        private final List<LoopStore> stores = new ArrayList<>();
        private final List<StorePort> ports = new ArrayList<>();
        private Delays delays;
        private VirtualLoop home;
        private QueueRef queue;
        private long lastId;
        private long lastDue;
        private int incarnation;
        private boolean crashedEver;
        private boolean stopped;

        Life(Random random, SteppedStore store) {
            this.random = random;
            this.store = store;
            this.loopCount = 1 + random.nextInt(2);
            this.residentBytesMax = pick(0, 2_000, 1_000_000);
            this.limits = new DelayLimits(pick(2, 8, 50, 1_000), pick(500, 5_000, 1_000_000), (int) pick(4, 40, 1_000));
            this.delayMax = pick(5, 1_500, 20_000, 300_000);
            this.loops = new VirtualLoops(loopCount, random);
            wire(0, List.of());
        }

        private long pick(long... choices) {
            return choices[random.nextInt(choices.length)];
        }

        private void wire(long now, List<RecoveredQueue> found) {
            stores.clear();
            ports.clear();
            loops.pass(Math.max(0, now - loops.clock().epochMillis()));
            for (VirtualLoop loop : loops.loops()) {
                StorePort port = store.port(loop);
                ports.add(port);
                stores.add(new LoopStore(loop, port, residentBytesMax));
            }
            lastDue = 0;
            incarnation++;
            List<RecoveredQueue> kept =
                    found.stream().filter(q -> KeeperIds.isKeepers(q.id())).toList();
            LoopStore keeperStore = stores.get(random.nextInt(loopCount));
            home = (VirtualLoop) keeperStore.loop();
            Keep keep = new Keep(
                    EXCHANGE,
                    "/",
                    "later",
                    true,
                    Table.EMPTY,
                    keeperStore,
                    (x, keys, m) -> fires(m.properties()),
                    kept);
            delays = new Delays(keep, limits);
            LoopStore queueStore = stores.get(random.nextInt(loopCount));
            QueueDefinition definition = new QueueDefinition("/", "q", true, false, 0, Table.EMPTY);
            List<RecoveredQueue> ofQueue =
                    found.stream().filter(q -> q.id() == QUEUE).toList();
            queue = ofQueue.isEmpty()
                    ? new QueueRef(QUEUE, definition, queueStore, (q, then) -> then.run())
                    : new QueueRef(QUEUE, ofQueue, definition, queueStore, (q, then) -> then.run());
            VirtualLoop queueLoop = (VirtualLoop) queue.loop();
            if (ofQueue.isEmpty()) {
                queueLoop.enter(queue::create);
            } else {
                queueLoop.enter(queue::start);
            }
            home.enter(delays::begin);
        }

        void live() {
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    round();
                }
                end();
            } catch (Throwable e) {
                throw new AssertionError(
                        e + "\n" + delays + "\n" + loopCount + " loops, " + limits + ", delays up to " + delayMax + ", "
                                + store,
                        e);
            }
        }

        private void round() {
            if (random.nextInt(3) == 0) {
                store.crashSoon();
            }
            for (int steps = 10 + random.nextInt(250); steps > 0 && !store.crashed(); steps--) {
                step();
            }
            if (!store.crashed() && random.nextBoolean() && sync() && random.nextBoolean()) {
                store.close();
                crashedEver = true; // what is transient is gone
                restart(store.reopen());
                return;
            }
            if (store.crashed() || random.nextInt(3) == 0) {
                crash();
            }
        }

        private void step() {
            int what = random.nextInt(100);
            if (what < 35) {
                loops.turn();
            } else if (what < 60) {
                store.work(random);
            } else if (what < 85) {
                int burst = random.nextInt(4) == 0 ? 20 : 1;
                for (int i = 0; i < burst; i++) {
                    publish();
                }
            } else if (what < 95) {
                loops.pass(random.nextInt(3) == 0 ? random.nextLong(1 + delayMax / 3) : random.nextInt(50));
            } else if (what < 97) {
                cancelOne();
            } else {
                receive();
            }
        }

        private void publish() {
            long delay = 1 + (random.nextBoolean() ? random.nextLong(delayMax) : delayMax / 2);
            long id = ++lastId;
            boolean persistent = random.nextInt(4) > 0;
            Sent message = new Sent(id, loops.clock().epochMillis() + delay, persistent, incarnation);
            sent.put(id, message);
            byte[] body = ByteBuffer.allocate(Long.BYTES + random.nextInt(100))
                    .putLong(id)
                    .array();
            Properties properties = Properties.EMPTY.withHeaders(
                    Table.builder().add("x-delay", delay).add("id", id).build());
            Message published =
                    new Message(new Address("later", "key"), persistent, HeapContent.of(properties.encode(), body));
            home.enter(() -> delays.take(published, new Receipt() {
                @Override
                public void accepted() {
                    message.confirmed = true;
                }

                @Override
                public void rejected() {
                    if (!stopped) {
                        throw new AssertionError("rejected: " + message);
                    }
                }
            }));
        }

        /** A message goes on: where to is asked at this moment. */
        private Route fires(Properties properties) {
            Long id = properties.headers() == null ? null : properties.headers().integer("id");
            Sent message = sent.get(id);
            if (stopped) {
                return Route.NOWHERE;
            }
            if (message.dueMin > loops.clock().epochMillis()) {
                throw new AssertionError("too early at " + loops.clock().epochMillis() + ": " + message);
            }
            if (message.dueMin < lastDue) {
                throw new AssertionError("after one that was due at " + lastDue + ": " + message);
            }
            if (message.safe || message.cancelSafe || (message.cancelled && !crashedEver)) {
                throw new AssertionError("must not come (again): " + message);
            }
            lastDue = message.dueMin;
            message.fired++;
            if (message.fired > 1 && !crashedEver) {
                throw new AssertionError("twice: " + message);
            }
            return Route.to(queue);
        }

        private void cancelOne() {
            home.enter(() -> delays.list(null, 1 + random.nextInt(10), new Reply<>() {
                @Override
                public void ok(List<DelayedMessage> list) {
                    if (!list.isEmpty() && !stopped) {
                        cancel(list.get(random.nextInt(list.size())));
                    }
                }

                @Override
                public void failed(AmqpException error) {
                    throw error;
                }
            }));
        }

        private void cancel(DelayedMessage listed) {
            Sent message = sent.get(idOf(listed.message()));
            delays.cancel(listed.key(), new Reply<>() {
                @Override
                public void ok(Boolean found) {
                    message.cancelled |= found;
                }

                @Override
                public void failed(AmqpException error) {
                    throw error;
                }
            });
        }

        private static long idOf(Message message) {
            byte[] body = new byte[message.bodyBytes()];
            message.content().copyBody(body, 0);
            return ByteBuffer.wrap(body).getLong();
        }

        private void receive() {
            VirtualLoop loop = (VirtualLoop) queue.loop();
            loop.enter(() -> queue.get(new ChannelKey(1, 1, 1), true, loop, new Reply<>() {
                @Override
                public void ok(Fetched fetched) {
                    Message message = fetched.message();
                    if (message != null) {
                        sent.get(idOf(message)).received++;
                        if (draining && !stopped) {
                            loop.execute(() -> receive());
                        }
                    }
                }

                @Override
                public void failed(AmqpException error) {
                    if (!stopped) {
                        throw error;
                    }
                }
            }));
        }

        private boolean draining;

        private boolean rest() {
            for (int step = 0; step < STEPS_TO_REST_MAX; step++) {
                if (!loops.turn() && !store.work(random) && !loops.turn()) {
                    return !store.crashed();
                }
            }
            throw new AssertionError("does not come to rest");
        }

        /** What has been done is on disk; false where the machine stops before. */
        private boolean sync() {
            int[] answers = new int[1];
            if (!rest()) {
                return false;
            }
            for (VirtualLoop loop : loops.loops()) {
                loop.enter(() -> ports.get(loops.loops().indexOf(loop)).sync(new io.leveret.store.Receipt() {
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
            if (!rest()) {
                return false;
            }
            if (answers[0] != ports.size()) {
                throw new AssertionError("sync is not answered");
            }
            for (Sent message : sent.values()) {
                if (message.incarnation == incarnation && !message.confirmed) {
                    throw new AssertionError("never confirmed: " + message);
                }
                message.safe |= message.fired > 0;
                message.cancelSafe |= message.cancelled;
            }
            checkCount();
            return true;
        }

        private void checkCount() {
            Set<Long> waiting = new HashSet<>();
            sent.values().stream()
                    .filter(m -> m.confirmed && m.fired == 0 && !m.cancelled)
                    .forEach(m -> waiting.add(m.id));
            if (!crashedEver && delays.messages() != waiting.size()) {
                throw new AssertionError(delays.messages() + " wait, not " + waiting.size());
            }
        }

        private void crash() {
            crashedEver = true;
            SteppedStore next = store.crash();
            stopped = true;
            loops.turnAll();
            restart(next);
        }

        private void restart(SteppedStore next) {
            stopped = false;
            for (Sent message : sent.values()) {
                if (message.cancelled && !message.cancelSafe) {
                    message.cancelled = false; // the disk may not know
                    message.perhapsCancelled = true;
                }
            }
            long now = loops.clock().epochMillis();
            store = next;
            loops = new VirtualLoops(loopCount, random);
            wire(now, store.recovered().queues());
        }

        /** Time goes by until all must have come. */
        private void end() {
            for (int i = 0; i < 400; i++) {
                if (store.crashed()) {
                    crash();
                }
                rest();
                if (i > 20 && !store.crashed() && delays.messages() == 0) {
                    break;
                }
                loops.pass(delayMax / 8 + 700);
            }
            for (boolean done = false; !done; ) {
                draining = true;
                receive();
                done = rest();
                draining = false;
                if (!done) {
                    crash();
                }
            }
            for (Sent message : sent.values()) {
                // what has been fired into the queue survives there if it is persistent
                boolean mayBeGone = message.cancelled
                        || message.perhapsCancelled
                        || (!message.persistent && message.fired > 0 && crashedEver);
                boolean must = message.confirmed && !mayBeGone;
                if (must && message.received == 0) {
                    throw new AssertionError("lost: " + message);
                }
                if (!crashedEver && message.received > 1) {
                    throw new AssertionError("twice: " + message);
                }
            }
            if (delays.messages() != 0) {
                throw new AssertionError(delays.messages() + " still wait");
            }
        }
    }
}
