// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.loop.Seeds;
import io.leveret.store.KeptStore;
import io.leveret.store.SteppedFileStore;
import io.leveret.store.SteppedStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Classic and quorum queues under everything at once: publishers and consumers on the queue's loop and on others, settlements of every
 * kind, purges and deletions, hardly any memory, crashes and restarts. Replay a seed with {@code -Dseed=N}, run more with
 * {@code -Dseeds=N}.
 */
@Timeout(value = 8, unit = TimeUnit.HOURS) // for long runs
class QueueSimulation {
    private static final int ROUNDS = 12;
    private static final int CHANNELS_MAX = 5;
    private static final int QUEUES_MAX = 4;

    @Test
    void onTheSimplestStore() {
        Seeds.each("QueueSimulation#onTheSimplestStore", 25, random -> run(random, KeptStore::new));
    }

    @Test
    void onFiles() {
        Seeds.each("QueueSimulation#onFiles", 12, random -> run(random, SteppedFileStore::new));
    }

    private static void run(Random random, Function<Random, SteppedStore> store) {
        new Life(random, store.apply(random)).live();
    }

    /** One run: what its random source makes of it. */
    private static final class Life {
        private final Random random;
        private final SimulatedNode node;
        private final int bodyBytesMax;
        private final int appetite;

        Life(Random random, SteppedStore store) {
            this.random = random;
            this.bodyBytesMax = pick(20, 2_000, 40_000);
            this.appetite = 1 + random.nextInt(6);
            this.node = new SimulatedNode(random, store, pick(1, 2, 3), pick(0, 30_000, 300_000, 10_000_000));
        }

        private int pick(int... choices) {
            return choices[random.nextInt(choices.length)];
        }

        private <T> T pick(List<T> choices) {
            return choices.get(random.nextInt(choices.size()));
        }

        void live() {
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    round();
                }
                node.drain();
            } catch (Throwable e) {
                throw new AssertionError(e + "\nafter these events:\n" + node.history(), e);
            }
        }

        private void round() {
            if (random.nextInt(5) == 0) {
                node.crashSoon();
            }
            for (int steps = 10 + random.nextInt(150); steps > 0 && !node.crashed(); steps--) {
                step();
                node.check();
            }
            if (!node.crashed() && random.nextInt(3) > 0 && node.rest()) {
                atRest();
            }
            if (node.crashed() || random.nextInt(8) == 0) {
                node.crash();
            }
        }

        private void atRest() {
            node.checkAtRest();
            switch (random.nextInt(6)) {
                case 0 -> node.drain();
                case 1 -> node.stopAndStart();
                default -> node.sync();
            }
        }

        private void step() {
            int what = random.nextInt(100);
            if (what < 30) {
                node.turn();
            } else if (what < 45) {
                node.work();
            } else if (what < 47) {
                node.restWithoutStore();
            } else {
                act();
            }
        }

        private void act() {
            if (node.queues().size() < QUEUES_MAX && (node.queues().isEmpty() || random.nextInt(20) == 0)) {
                if (random.nextInt(3) == 0) {
                    node.declareQuorum();
                } else {
                    node.declare(random.nextInt(3) > 0, random.nextInt(5) == 0);
                }
                return;
            }
            if (node.channels().size() < CHANNELS_MAX && (node.channels().isEmpty() || random.nextInt(10) == 0)) {
                node.openChannel();
                return;
            }
            SimulatedChannel channel = pick(node.channels());
            SimulatedQueue queue = pick(node.queues());
            int what = random.nextInt(100);
            if (what < 40) {
                publish(channel, queue);
            } else if (what < 75 && !channel.held().isEmpty()) {
                channel.loop.enter(() -> settle(channel));
            } else if (what < 82) {
                channel.loop.enter(() -> channel.get(queue, random.nextInt(3) == 0));
            } else if (what < 90 && channel.consumers().size() < appetite) {
                consume(channel, queue);
            } else if (what < 93 && !channel.consumers().isEmpty()) {
                SimulatedConsumer consumer = pick(List.copyOf(channel.consumers()));
                channel.loop.enter(() -> channel.cancel(consumer));
            } else if (what < 96) {
                channel.loop.enter(() -> channel.stall(!channel.stalled()));
            } else if (what == 96) {
                int limit = pick(0, 0, 1, 3, 20);
                node.note(() -> channel + " limits all its consumers together to " + limit);
                channel.loop.enter(() -> channel.limit(limit));
            } else if (what < 98) {
                node.note(() -> "close " + channel);
                channel.loop.enter(channel::close);
            } else if (what == 98) {
                node.purge(channel, queue);
            } else if (random.nextInt(3) == 0) {
                node.delete(channel, queue, random.nextInt(3) == 0, random.nextInt(3) == 0);
            }
        }

        private void publish(SimulatedChannel channel, SimulatedQueue queue) {
            List<SimulatedQueue> to = new ArrayList<>(List.of(queue));
            for (SimulatedQueue other : node.queues()) {
                if (random.nextInt(8) == 0 && !to.contains(other)) {
                    to.add(other);
                }
            }
            boolean persistent = random.nextInt(3) > 0;
            boolean confirm = random.nextBoolean();
            for (int i = random.nextInt(6); i >= 0; i--) {
                int bytes = Published.BODY_BYTES_MIN + random.nextInt(1 + random.nextInt(bodyBytesMax));
                node.publish(channel, to, persistent, bytes, confirm);
            }
        }

        private void consume(SimulatedChannel channel, SimulatedQueue queue) {
            SimulatedConsumer.Wish wish = new SimulatedConsumer.Wish(
                    random.nextInt(4) == 0, random.nextInt(12) == 0, pick(0, 1, 2, 5, 50), pick(0, 0, 0, 1, -1, 7));
            node.note(() -> channel + " consumes from " + queue + " " + wish);
            channel.loop.enter(() -> channel.consume(queue, wish));
        }

        private void settle(SimulatedChannel channel) {
            Settlement how = switch (random.nextInt(7)) {
                case 0 -> Settlement.DISCARDED;
                case 1, 2 -> Settlement.REQUEUED;
                case 3 -> Settlement.FAILED;
                default -> Settlement.ACKNOWLEDGED;
            };
            List<Long> tags = List.copyOf(channel.held().keySet());
            long tag = random.nextInt(3) > 0 ? tags.get(0) : pick(tags);
            SimulatedChannel.Held held = channel.held().get(tag);
            node.note(() -> channel + " settles " + held.copy() + " of " + held.queue() + ": " + how);
            if (random.nextBoolean()) {
                channel.settle(tag, how);
            } else {
                channel.settleMultiple(held.queue(), 1 + random.nextInt(10), how);
            }
        }
    }
}
