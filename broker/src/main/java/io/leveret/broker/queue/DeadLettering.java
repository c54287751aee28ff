// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.exchange.Routable;
import io.leveret.broker.exchange.Route;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Receipt;
import io.leveret.loop.Loop;
import io.leveret.store.Damage;
import io.leveret.store.ReadAnswer;
import io.leveret.store.StoredMessages;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what a queue gives up on to its dead-letter exchange, in the order it was given up. What the store has of such a
 * message in this queue is settled after all queues it goes to have it, in the order of the disk: a crash may double it,
 * but does not lose it. A careful queue keeps its dead letters until every queue they go to has taken them: what is
 * refused, or has nowhere to go, is tried again. Owned by the queue's loop.
 */
final class DeadLettering implements PublisherCredit {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLettering.class);

    private static final int MESSAGES_PER_TURN_MAX = 256;
    private static final int WAITING_MAX = 1_024;
    private static final int UNSAFE_MAX = 4_096;
    private static final int UNDER_WAY_BYTES_MAX = 4 << 20;
    private static final long RETRY_MILLIS = 1_000;
    private static final int CYCLES_SAID_MAX = 100;

    /** What a careful queue may have under way. */
    private static final int CAREFUL_UNSAFE_MAX = 256;

    /** Beyond so many that wait a careful queue leaves them to the store. */
    private static final int CAREFUL_RESIDENT_MAX = 64;

    /**
     * A message on its way out.
     *
     * @param arrived names of the queues that have taken it, if it must arrive everywhere; else null
     */
    private record Dead(
            QueuedMessage queued,
            DeathReason reason,
            long epochMillis,
            String exchange,
            @Nullable String key,
            @Nullable Set<String> arrived) {}

    private final QueueRef source;
    private final Loop loop;
    private final LoopStore store;
    private final QueueEvents events;
    private final Runnable eased;
    private final ArrayDeque<Dead> waiting = new ArrayDeque<>();
    private final Set<String> cyclesSaid = new HashSet<>();
    private final ArrayDeque<Runnable> whenIdle = new ArrayDeque<>(1);
    private boolean posted;
    private boolean reading;
    private int readings; // an answer to an earlier one means nothing
    private boolean held;
    private long underWayBytes;
    private int unsafe; // gone out, and not known to be safe where they went
    private int careful; // those that must arrive everywhere, and have not
    private long carefulBodyBytes;
    private int generation; // of what must arrive: it ends when all of it is given up
    private boolean delaySaid;

    /**
     * @param eased told when it is less {@link #congested} than it was
     */
    DeadLettering(QueueRef source, LoopStore store, QueueEvents events, Runnable eased) {
        this.source = source;
        this.loop = store.loop();
        this.store = store;
        this.events = events;
        this.eased = eased;
    }

    /**
     * Takes a message that has left the queue, but is still in its log.
     *
     * @param key put in the place of its own; null: it keeps its own
     * @param everywhere whether it must arrive in every queue it goes to; the store remembers that it is dead
     */
    void add(QueuedMessage queued, DeathReason reason, String exchange, @Nullable String key, boolean everywhere) {
        long now = loop.clock().epochMillis();
        if (!queued.stored) {
            queued.message().keep();
        }
        if (everywhere) {
            careful++;
            carefulBodyBytes += queued.bodyBytes;
            int ended = Math.min(QueueLog.MARK_MAX, queued.deliveries);
            queued.home.log().note(queued, new Note(reason, ended, queued.failures, now).encode());
            if (waiting.size() > CAREFUL_RESIDENT_MAX && queued.inMemory()) {
                queued.leaveToStore();
            }
        }
        waiting.add(new Dead(queued, reason, now, exchange, key, everywhere ? new HashSet<>(1) : null));
        post();
    }

    /** How many must arrive everywhere, and have not. */
    int careful() {
        return careful;
    }

    long carefulBodyBytes() {
        return carefulBodyBytes;
    }

    /** Gives up all that must arrive everywhere. */
    void giveUpCareful() {
        generation++;
        waiting.removeIf(dead -> dead.arrived != null);
        careful = 0;
        carefulBodyBytes = 0;
        if (reading) {
            reading = false;
            readings++;
        }
        post();
    }

    /** Whether whoever adds many should wait. */
    boolean congested() {
        return waiting.size() >= WAITING_MAX || blocked();
    }

    private boolean blocked() {
        return held || underWayBytes > UNDER_WAY_BYTES_MAX || unsafe > (careful > 0 ? CAREFUL_UNSAFE_MAX : UNSAFE_MAX);
    }

    /** Runs it when nothing is on its way out any more. */
    void whenIdle(Runnable then) {
        if (waiting.isEmpty() && unsafe == 0) {
            then.run();
        } else {
            whenIdle.add(then);
        }
    }

    private void post() {
        if (!posted) {
            posted = true;
            loop.execute(this::process);
        }
    }

    private void process() {
        posted = false;
        for (int i = 0; i < MESSAGES_PER_TURN_MAX && !blocked() && !reading; i++) {
            Dead next = waiting.peek();
            if (next == null) {
                break;
            }
            if (next.queued.inMemory()) {
                waiting.remove();
                publish(next);
            } else {
                read(next);
            }
        }
        if (!waiting.isEmpty() && !blocked() && !reading) {
            post();
        }
        eased();
    }

    private void eased() {
        if (!congested()) {
            eased.run();
        }
        while (!whenIdle.isEmpty() && waiting.isEmpty() && unsafe == 0) {
            whenIdle.remove().run();
        }
    }

    /** What it could not keep in memory until now. */
    private void read(Dead next) {
        reading = true;
        int asked = ++readings;
        long to = next.queued.sequence;
        for (Dead dead : waiting) {
            boolean follows = dead.queued.home == next.queued.home && dead.queued.sequence >= to;
            if (!follows || dead.queued.inMemory()) {
                break;
            }
            to = dead.queued.sequence;
        }
        next.queued.home.log().read(next.queued.sequence, to, new ReadAnswer() {
            @Override
            public void read(StoredMessages messages) {
                if (asked == readings) {
                    loaded(messages, next);
                }
            }

            @Override
            public void failed(Damage damage) {
                if (asked != readings) {
                    return;
                }
                LOG.error("{} cannot dead-letter a message, it cannot be read: {}", source, damage);
                giveUp(next);
            }
        });
    }

    private void loaded(StoredMessages messages, Dead first) {
        int at = 0;
        for (Dead dead : waiting) {
            while (at < messages.count() && messages.sequence(at) < dead.queued.sequence) {
                at++;
            }
            if (at == messages.count() || dead.queued.home != first.queued.home) {
                break;
            }
            if (messages.sequence(at) == dead.queued.sequence && !dead.queued.inMemory()) {
                dead.queued.loaded(store.format().decode(messages.bytes(), messages.offset(at), messages.length(at)));
            }
        }
        if (first.queued.inMemory()) {
            reading = false;
            post();
        } else {
            giveUp(first); // the queue is gone, and the message with it
        }
    }

    private void giveUp(Dead dead) {
        reading = false;
        waiting.remove(dead);
        settle(dead);
        post();
    }

    private void publish(Dead dead) {
        QueuedMessage queued = dead.queued;
        Message before = queued.message();
        Message message = Deaths.record(before, source.name(), dead.reason, dead.epochMillis, dead.exchange, dead.key);
        Route route = events.deadLetterRoute(
                source,
                dead.exchange,
                dead.key == null ? Deaths.routingKeys(before) : List.of(dead.key),
                Routable.of(message));
        if (dead.arrived != null && (route == null || route.size() == 0)) {
            tryLater(dead);
            return;
        }
        if (route == null) { // there is no such exchange: the message is gone, as in RabbitMQ
            settle(dead);
            return;
        }
        Settling settling = new Settling(dead);
        for (int i = 0; i < route.size(); i++) {
            Target target = (Target) route.queue(i);
            if (dead.arrived != null && dead.arrived.contains(target.name())) {
                continue;
            }
            boolean comesRound = target instanceof QueueRef && Deaths.cycle(message, target.name());
            if (dead.reason == DeathReason.REJECTED || !comesRound) {
                send(message, target, settling);
            } else {
                sayCycle(target.name());
            }
        }
        settling.count();
    }

    private void send(Message message, Target target, Settling settling) {
        // On one loop the disk sees the message come there before it sees it go here, without anybody waiting.
        boolean ordered = target instanceof QueueRef queue && queue.loop() == loop;
        boolean careful = settling.dead.arrived != null;
        if (!careful && (!settling.dead.queued.stored || ordered)) {
            target.publish(message, null, this);
        } else {
            settling.left++;
            unsafe++;
            target.publish(message, new Arrival(message, target, settling), this);
        }
    }

    private void sayCycle(String queue) {
        if (cyclesSaid.size() < CYCLES_SAID_MAX && cyclesSaid.add(queue)) {
            LOG.warn(
                    "messages of {} are dropped that would come round to queue '{}' again by dead-lettering, without "
                            + "having been rejected; this is not said again",
                    source,
                    queue);
        }
    }

    private void settle(Dead dead) {
        dead.queued.home.log().settled(dead.queued);
        if (dead.arrived != null) {
            careful--;
            carefulBodyBytes -= dead.queued.bodyBytes;
        }
    }

    /** Some queue has not taken it, or there is none. */
    private void tryLater(Dead dead) {
        if (!delaySaid) {
            delaySaid = true;
            LOG.warn(
                    "{} keeps a dead letter that exchange '{}' does not lead to a queue that takes it, and tries again; "
                            + "this is not said again",
                    source,
                    dead.exchange);
        }
        dead.queued.leaveToStore();
        int before = generation;
        loop.after(RETRY_MILLIS, () -> {
            if (before == generation) {
                waiting.add(dead);
                post();
            }
        });
    }

    /** Waits until all queues that must have the message before it may go have it. */
    private final class Settling {
        private final Dead dead;
        private final int began = generation;
        private int left = 1;
        private boolean refused;

        private Settling(Dead dead) {
            this.dead = dead;
        }

        private void answered(Target target, boolean taken) {
            if (dead.arrived != null && taken) {
                dead.arrived.add(target.name());
            }
            refused |= !taken;
            count();
        }

        private void count() {
            if (--left > 0 || (dead.arrived != null && began != generation)) {
                return;
            }
            if (refused && dead.arrived != null) {
                tryLater(dead);
            } else {
                settle(dead);
            }
        }
    }

    /** One queue's answer; comes on its loop. */
    private final class Arrival implements Receipt {
        private final Message message;
        private final Target target;
        private final Settling settling;

        private Arrival(Message message, Target target, Settling settling) {
            this.message = message;
            this.target = target;
            this.settling = settling;
        }

        @Override
        public void accepted() {
            loop.run(() -> answered(true));
        }

        @Override
        public void rejected() {
            loop.run(() -> answered(false)); // it is full, or crashed: only a careful queue offers it again
        }

        private void answered(boolean taken) {
            unsafe--;
            settling.answered(target, taken);
            post();
        }

        @Override
        public void failed(String reason) {
            loop.run(() -> loop.after(RETRY_MILLIS, () -> target.publish(message, this, DeadLettering.this)));
        }
    }

    // ---- what it may have under way

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void taken(int bytes) {
        underWayBytes += bytes;
    }

    @Override
    public void returned(int bytes) {
        underWayBytes -= bytes;
        post();
    }

    @Override
    public void hold() {
        held = true;
    }

    @Override
    public void release() {
        held = false;
        post();
    }
}
