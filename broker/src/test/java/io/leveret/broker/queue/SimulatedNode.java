// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Reply;
import io.leveret.broker.message.ReplyCode;
import io.leveret.loop.VirtualLoop;
import io.leveret.loop.VirtualLoops;
import io.leveret.store.Damage;
import io.leveret.store.ReadAnswer;
import io.leveret.store.Receipt;
import io.leveret.store.RecoveredQueue;
import io.leveret.store.SteppedStore;
import io.leveret.store.StorePort;
import io.leveret.store.StoredMessages;
import io.leveret.table.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The queues of a node on virtual loops and a store that takes steps, with their models: what is done to them, what must
 * hold at every step and when all is at rest, and what must be there after a restart.
 */
final class SimulatedNode implements QueueEvents {
    private static final int STEPS_TO_REST_MAX = 2_000_000;
    private static final int NOTES_MAX = 120;

    private final Random random;
    private final long residentBytesMax;
    private final boolean exact;
    private final Map<Long, Published> published = new HashMap<>();
    private final Map<Long, QueueModel> models = new HashMap<>();
    private final Deque<String> notes = new ArrayDeque<>();
    private final MessageFormat format = new MessageFormat();
    private SteppedStore store;
    private VirtualLoops loops;
    private final List<LoopStore> stores = new ArrayList<>();
    private final List<StorePort> ports = new ArrayList<>();
    private final Map<Long, SimulatedQueue> queues = new HashMap<>();
    private final List<SimulatedChannel> channels = new ArrayList<>();
    private final Set<SimulatedChannel.Confirm> unconfirmed = new LinkedHashSet<>();
    private long lastQueue;
    private long lastMessage;
    private long lastChannel;
    private boolean stopped;

    SimulatedNode(Random random, SteppedStore store, int loopCount, long residentBytesMax) {
        this.random = random;
        this.store = store;
        this.residentBytesMax = residentBytesMax;
        this.exact = loopCount == 1;
        this.loops = new VirtualLoops(loopCount, random);
        wire();
    }

    private void wire() {
        stores.clear();
        ports.clear();
        for (VirtualLoop loop : loops.loops()) {
            StorePort port = store.port(loop);
            ports.add(port);
            stores.add(new LoopStore(loop, port, residentBytesMax));
        }
    }

    // What happens, for the message of a failure.

    void note(Supplier<String> what) {
        if (notes.size() == NOTES_MAX) {
            notes.removeFirst();
        }
        notes.addLast(what.get());
    }

    String history() {
        return String.join("\n", notes);
    }

    // Making things.

    void declare(boolean durable, boolean autoDelete) {
        declare(durable, autoDelete, Table.EMPTY);
    }

    /** A queue that gives up nothing however often it fails. */
    void declareQuorum() {
        declare(true, false, Table.of("x-queue-type", "quorum").with("x-delivery-limit", -1));
    }

    private void declare(boolean durable, boolean autoDelete, Table arguments) {
        long id = ++lastQueue;
        QueueDefinition definition = new QueueDefinition("/", "q" + id, durable, autoDelete, 0, arguments);
        QueueModel model = new QueueModel(id, QueueType.of(arguments), exact);
        models.put(id, model);
        create(definition, model);
        note(() -> "declare " + definition);
    }

    private void create(QueueDefinition definition, QueueModel model) {
        LoopStore home = stores.get(random.nextInt(stores.size()));
        QueueRef ref = new QueueRef(model.id, definition, home, this);
        queues.put(model.id, new SimulatedQueue(ref, model));
        ref.create();
    }

    List<SimulatedQueue> queues() {
        return queues.values().stream().filter(queue -> !queue.model().deleted).toList();
    }

    SimulatedChannel openChannel() {
        VirtualLoop loop = loops.loops().get(random.nextInt(stores.size()));
        SimulatedChannel channel = new SimulatedChannel(this, loop, ++lastChannel);
        channels.add(channel);
        return channel;
    }

    List<SimulatedChannel> channels() {
        return channels.stream().filter(SimulatedChannel::isOpen).toList();
    }

    // What is done to queues.

    LoopStore storeOf(VirtualLoop loop) {
        return stores.stream().filter(store -> store.loop() == loop).findFirst().orElseThrow();
    }

    void publish(SimulatedChannel channel, List<SimulatedQueue> to, boolean persistent, int bytes, boolean confirm) {
        Published message = new Published(++lastMessage, channel.key.connection(), persistent, bytes);
        published.put(message.id(), message);
        note(() -> channel + " publishes " + message.id() + (persistent ? " persistent to " : " to ") + to);
        channel.loop.enter(() -> channel.publish(to, message, confirm));
    }

    void purge(SimulatedChannel channel, SimulatedQueue queue) {
        int ready = queue.model().count(QueueModel.State.READY);
        note(() -> "purge " + queue);
        queue.model().purgeAsked();
        channel.loop.enter(() -> queue.ref().purge(channel.loop, new Reply<>() {
            @Override
            public void ok(Long count) {
                queue.model().purgeAnswered(count);
                if (exact && count != ready) {
                    throw new AssertionError(count + " purged of " + ready + " in " + queue);
                }
            }

            @Override
            public void failed(AmqpException error) {
                queue.model().purgeAnswered(0);
                mustBeGone(queue, error);
            }
        }));
    }

    void delete(SimulatedChannel channel, SimulatedQueue queue, boolean ifUnused, boolean ifEmpty) {
        note(() -> "delete " + queue);
        int ready = queue.model().count(QueueModel.State.READY);
        queue.model().deletionsAsked++;
        channel.loop.enter(() -> queue.ref().delete(ifUnused, ifEmpty, channel.loop, new Reply<>() {
            @Override
            public void ok(Long count) {
                if (exact && count != ready) {
                    throw new AssertionError(count + " deleted of " + ready + " in " + queue);
                }
                queue.model().deleted();
                queue.ref().tellConsumers();
            }

            @Override
            public void failed(AmqpException error) {
                queue.model().deletionsAsked--;
                if (error.code() != ReplyCode.PRECONDITION_FAILED || (!ifUnused && !ifEmpty)) {
                    throw new AssertionError(error.replyText());
                }
            }
        }));
    }

    @Override
    public void unused(QueueRef ref, Runnable then) {
        if (stopped) {
            return;
        }
        SimulatedQueue queue = queues.get(ref.id());
        note(() -> "unused " + queue);
        queue.model().deletionsAsked++;
        ref.delete(true, false, ref.loop(), new Reply<>() {
            @Override
            public void ok(Long count) {
                queue.model().deleted();
                ref.tellConsumers();
                then.run();
            }

            @Override
            public void failed(AmqpException error) {
                throw new AssertionError("somebody uses it: " + error.replyText());
            }
        });
    }

    // What channels tell.

    Published find(Message message) {
        Published found = published.get(Published.idOf(message));
        if (found == null) {
            throw new AssertionError("nobody published message " + Published.idOf(message));
        }
        found.check(message);
        return found;
    }

    void opened(SimulatedChannel.Confirm confirm) {
        unconfirmed.add(confirm);
    }

    void closed(SimulatedChannel.Confirm confirm) {
        unconfirmed.remove(confirm);
    }

    void remain(SimulatedQueue queue, long count) {
        if (exact && !queue.model().deleted && count != queue.model().count(QueueModel.State.READY)) {
            throw new AssertionError("basic.get says that " + count + " remain in " + queue + ", not "
                    + queue.model().count(QueueModel.State.READY));
        }
    }

    void mustBeGone(SimulatedQueue queue, AmqpException error) {
        if (!queue.model().deleteAsked() || error.code() != ReplyCode.NOT_FOUND) {
            throw new AssertionError(queue + ": " + error.replyText());
        }
    }

    // Steps.

    boolean turn() {
        return loops.turn();
    }

    boolean work() {
        return store.work(random);
    }

    /** Lets the loops come to rest while the store does nothing: only what has to wait for the disk still waits. */
    void restWithoutStore() {
        loops.turnAll();
        for (SimulatedChannel.Confirm confirm : unconfirmed) {
            if (!confirm.mayWaitForDisk) {
                throw new AssertionError("waits for the disk without need: " + confirm);
            }
        }
    }

    /** Lets everything under way arrive; false where the machine stops before. */
    boolean rest() {
        for (int step = 0; step < STEPS_TO_REST_MAX; step++) {
            boolean loopsFirst = random.nextBoolean();
            if (!(loopsFirst ? turn() || work() : work() || turn())) {
                if (!turn() && !work()) {
                    return !store.crashed();
                }
            }
        }
        throw new AssertionError("does not come to rest");
    }

    /** What must hold between two steps. */
    void check() {
        if (exact) {
            queues().forEach(this::checkCounts);
        }
    }

    /** What must hold when everything has arrived. */
    void checkAtRest() {
        for (SimulatedQueue queue : queues()) {
            queue.model().atRest();
            if (!queue.model().blurred()) {
                checkCounts(queue);
            }
            checkNobodyStarves(queue);
            if (queue.model().deleteAsked()) {
                throw new AssertionError("still there: " + queue);
            }
        }
        channels.forEach(SimulatedChannel::atRest);
        for (SimulatedQueue queue : queues.values()) {
            if (queue.model().deleted && !consumersOf(queue).isEmpty()) {
                throw new AssertionError("not told that their queue is gone: " + consumersOf(queue));
            }
        }
        channels.removeIf(channel -> !channel.isOpen());
        if (!unconfirmed.isEmpty()) {
            throw new AssertionError("never confirmed: " + unconfirmed);
        }
    }

    private void checkCounts(SimulatedQueue queue) {
        QueueCounts[] found = new QueueCounts[1];
        VirtualLoop home = (VirtualLoop) queue.ref().loop();
        home.enter(() -> queue.ref().counts(home, new Reply<>() {
            @Override
            public void ok(QueueCounts counts) {
                found[0] = counts;
            }

            @Override
            public void failed(AmqpException error) {
                throw new AssertionError(error.replyText());
            }
        }));
        QueueModel model = queue.model();
        int ready = model.count(QueueModel.State.READY);
        int held = model.count(QueueModel.State.HELD);
        int consumers = consumersOf(queue).size();
        if (found[0].ready() != ready
                || found[0].unacknowledged() != held
                || found[0].consumers() != consumers
                || !model.hasBodyBytes(QueueModel.State.READY, found[0].readyBodyBytes())
                || !model.hasBodyBytes(QueueModel.State.HELD, found[0].unacknowledgedBodyBytes())) {
            throw new AssertionError(queue + " says " + found[0] + ", not " + ready + " ready, " + held + " held, "
                    + consumers + " consumers: " + model.copies());
        }
    }

    private List<SimulatedConsumer> consumersOf(SimulatedQueue queue) {
        return channels().stream()
                .flatMap(channel -> channel.consumers().stream())
                .filter(consumer -> consumer.queue.equals(queue))
                .toList();
    }

    private void checkNobodyStarves(SimulatedQueue queue) {
        List<SimulatedConsumer> consumers = consumersOf(queue);
        boolean exclusive = consumers.stream().anyMatch(consumer -> consumer.spec.exclusive());
        if (exclusive && consumers.size() > 1) {
            throw new AssertionError("not exclusive: " + consumers);
        }
        if (queue.model().count(QueueModel.State.READY) > 0) {
            for (SimulatedConsumer consumer : consumers) {
                if (consumer.channel.takesMore() && consumer.hasCredit()) {
                    throw new AssertionError("messages are ready, but do not come to " + consumer);
                }
            }
        }
    }

    // Looking at everything.

    /** Ends all channels and sees, message by message, that each queue holds what it must, in its order. */
    void drain() {
        note(() -> "drain");
        closeChannels();
        if (!rest()) {
            return;
        }
        checkAtRest();
        for (SimulatedQueue queue : queues()) {
            SimulatedChannel channel = openChannel();
            long last = 0;
            do {
                int before = channel.held().size();
                channel.loop.enter(() -> channel.get(queue, false));
                if (!rest()) {
                    return;
                }
                if (channel.held().size() == before) {
                    break;
                }
                long sequence = channel.held().lastEntry().getValue().copy().sequence;
                if (sequence <= last) {
                    throw new AssertionError("message at " + sequence + " after that at " + last + " in " + queue);
                }
                last = sequence;
            } while (true);
            if (queue.model().count(QueueModel.State.READY) > 0) {
                throw new AssertionError("not everything comes out of " + queue + ": "
                        + queue.model().copies());
            }
            queue.model().drained();
        }
        closeChannels();
        if (rest()) {
            checkAtRest();
        }
    }

    void closeChannels() {
        channels().forEach(channel -> channel.loop.enter(channel::close));
    }

    /** Makes everything done so far safe; false where the machine stops before. */
    boolean sync() {
        int[] answers = new int[1];
        for (VirtualLoop loop : loops.loops()) {
            StorePort port = ports.get(loops.loops().indexOf(loop));
            loop.enter(() -> port.sync(new Receipt() {
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
        models.values().forEach(QueueModel::safe);
        note(() -> "all is on disk");
        return true;
    }

    // Restarts.

    void crashSoon() {
        store.crashSoon();
    }

    boolean crashed() {
        return store.crashed();
    }

    /** The machine stops and is on again. */
    void crash() {
        note(() -> "crash");
        SteppedStore next = store.crash();
        stopped = true;
        loops.turnAll(); // nobody acts on it, but what had left before is known
        restart(next, false);
    }

    /** The node is stopped in order and started again. */
    void stopAndStart() {
        note(() -> "stop and start");
        closeChannels();
        if (rest() && sync()) {
            store.close();
            restart(store.reopen(), true);
        } else {
            crash();
        }
    }

    private void restart(SteppedStore next, boolean whole) {
        store = next;
        loops = new VirtualLoops(stores.size(), random);
        wire();
        channels.clear();
        unconfirmed.clear();
        stopped = false;
        Map<Long, SimulatedQueue> before = new HashMap<>(queues);
        queues.clear();
        for (RecoveredQueue found : store.recovered().queues()) {
            recover(found, before.remove(found.id()), whole);
        }
        before.values().forEach(missing -> missing(missing, whole));
    }

    private void recover(RecoveredQueue found, SimulatedQueue before, boolean whole) {
        QueueModel model = models.get(found.id());
        if (model == null || model.deletedForGood || found.damage() != null) {
            throw new AssertionError("must not be there: " + found);
        }
        int home = random.nextInt(stores.size());
        if (before == null || model.deleteAsked()) {
            VirtualLoop loop = loops.loops().get(home);
            loop.enter(() -> stores.get(home).forget(found.id()));
            model.deleted();
            return;
        }
        List<QueueModel.Kept> kept = readAll(home, found);
        model.restarted(kept, found.nextSequence(), whole);
        if (kept.size() != found.messages()) {
            throw new AssertionError(found + ", but it has " + kept.size() + " messages");
        }
        QueueRef ref = new QueueRef(model.id, List.of(found), before.ref().definition(), stores.get(home), this);
        queues.put(model.id, new SimulatedQueue(ref, model));
        ref.start();
    }

    private List<QueueModel.Kept> readAll(int home, RecoveredQueue queue) {
        List<QueueModel.Kept> kept = new ArrayList<>();
        long[] next = {1};
        VirtualLoop loop = loops.loops().get(home);
        while (next[0] < queue.nextSequence()) {
            loop.enter(() -> ports.get(home).read(queue.id(), next[0], queue.nextSequence() - 1, new ReadAnswer() {
                @Override
                public void read(StoredMessages messages) {
                    for (int i = 0; i < messages.count(); i++) {
                        Message message = format.decode(messages.bytes(), messages.offset(i), messages.length(i));
                        kept.add(new QueueModel.Kept(
                                find(message), messages.sequence(i), messages.mark(i), messages.note(i)));
                    }
                    next[0] = messages.next();
                }

                @Override
                public void failed(Damage damage) {
                    throw new AssertionError(damage.toString());
                }
            }));
            rest();
        }
        return kept;
    }

    private void missing(SimulatedQueue queue, boolean whole) {
        QueueModel model = queue.model();
        if (!queue.ref().definition().durable() || model.deleteAsked()) {
            model.deleted();
            return;
        }
        if (model.existsForGood || whole) {
            throw new AssertionError("lost: " + queue);
        }
        model.restarted(List.of(), 1, false);
        create(queue.ref().definition(), model); // its definition had reached the disk, its beginning had not
    }
}
