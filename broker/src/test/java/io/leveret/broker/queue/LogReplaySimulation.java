// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.message.Message;
import io.leveret.loop.Seeds;
import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A quorum queue as the state machine behind a log: whoever applies the same commands in the same order has the same
 * queue, message by message. Now and then a follower that has replayed the log becomes the leader; the sessions of the
 * old one are gone then, and what they held comes back to its place with one failure more. Replay a seed with {@code
 * -Dseed=N}, run more with {@code -Dseeds=N}.
 */
class LogReplaySimulation {
    private static final int COMMANDS = 250;

    @Test
    void followersHaveTheLeadersQueue() {
        Seeds.each("LogReplaySimulation#followersHaveTheLeadersQueue", 30, random -> new Life(random).live());
    }

    /** One copy of the queue, and all that has come out of it. */
    private static final class Replica {
        private final QueueTown town;
        private final QueueRef queue;
        private final List<String> handedOut = new ArrayList<>();
        private final Map<Long, Message> held = new TreeMap<>();

        Replica(int residentBytesMax, Table arguments) {
            town = new QueueTown(1, residentBytesMax);
            queue = town.queue("q", arguments);
        }

        Fetched get() {
            Fetched fetched = town.fetch(queue, false);
            Message message = fetched.message();
            if (message != null) {
                handedOut.add(
                        fetched.sequence() + " " + QueueTown.body(message) + fetched.redelivered() + message.headers());
                held.put(fetched.sequence(), message);
            }
            return fetched;
        }

        void settle(long sequence, Settlement how) {
            held.remove(sequence);
            town.settle(queue, sequence, how);
        }

        void sessionsEnd() {
            held.clear();
            town.loop(0).enter(() -> queue.channelClosed(QueueTown.CHANNEL, queue.loop(), () -> {}));
            town.turnAll();
        }

        long purge() {
            return town.<Long>ask(queue, reply -> queue.purge(queue.loop(), reply))
                    .value();
        }

        String state() {
            QueueView[] view = new QueueView[1];
            town.loop(0).enter(() -> view[0] = queue.view());
            return town.counts(queue) + " and " + view[0].delayed() + " delayed, held " + held.keySet();
        }
    }

    private static final class Life {
        private final Random random;
        private final int residentBytesMax;
        private final Table arguments;
        private final List<Consumer<Replica>> log = new ArrayList<>();
        private final Map<String, Integer> acquired = new HashMap<>();
        private final Map<String, Integer> failed = new HashMap<>();
        private Replica leader;
        private int published;

        Life(Random random) {
            this.random = random;
            this.residentBytesMax = random.nextBoolean() ? 0 : 1 << 20;
            Table table = Table.of("x-queue-type", "quorum").with("x-delivery-limit", -1);
            this.arguments = random.nextBoolean()
                    ? table
                    : table.with("x-delayed-retry-type", "failed").with("x-delayed-retry-min", 10);
            this.leader = new Replica(residentBytesMax, arguments);
        }

        void live() {
            for (int i = 0; i < COMMANDS; i++) {
                step();
                if (random.nextInt(40) == 0) {
                    changeLeader();
                }
            }
            changeLeader();
            apply(replica -> replica.town.pass(1_000));
            drain();
        }

        private void apply(Consumer<Replica> command) {
            log.add(command);
            command.accept(leader);
        }

        private void step() {
            int what = random.nextInt(100);
            if (what < 40) {
                String body = "m" + ++published;
                int priority = random.nextInt(33);
                apply(replica -> replica.town.publish(
                        replica.queue,
                        body,
                        priority == 32 ? QueueTown.expiring(1 << 30) : QueueTown.priority(priority)));
            } else if (what < 65) {
                int before = leader.handedOut.size();
                apply(Replica::get);
                if (leader.handedOut.size() > before) {
                    countLast();
                }
            } else if (what < 92 && !leader.held.isEmpty()) {
                settle();
            } else if (what < 98) {
                int millis = random.nextInt(15);
                apply(replica -> replica.town.pass(millis));
            } else if (what == 98) {
                apply(Replica::purge);
            }
        }

        /** What the message says of the deliveries before is so. */
        private void countLast() {
            long sequence = Long.parseLong(
                    leader.handedOut.get(leader.handedOut.size() - 1).split(" ")[0]);
            Message message = leader.held.get(sequence);
            String key = key(message);
            Long told = message.headers().integer("x-acquired-count");
            Long failures = message.headers().integer("x-delivery-count");
            assertThat(told == null ? 0 : told)
                    .as("acquired, %s", key)
                    .isEqualTo(acquired.getOrDefault(key, 0).longValue());
            assertThat(failures == null ? 0 : failures)
                    .as("failed, %s", key)
                    .isEqualTo(failed.getOrDefault(key, 0).longValue());
        }

        private static String key(Message message) {
            return QueueTown.body(message);
        }

        private void settle() {
            List<Long> held = List.copyOf(leader.held.keySet());
            long sequence = held.get(random.nextInt(held.size()));
            Settlement how = Settlement.values()[random.nextInt(Settlement.values().length)];
            ended(leader.held.get(sequence), how);
            apply(replica -> replica.settle(sequence, how));
        }

        private void ended(Message message, Settlement how) {
            acquired.merge(key(message), 1, Integer::sum);
            failed.merge(key(message), how == Settlement.FAILED ? 1 : 0, Integer::sum);
        }

        private void changeLeader() {
            Replica follower = new Replica(residentBytesMax, arguments);
            log.forEach(command -> command.accept(follower));
            assertThat(follower.handedOut).isEqualTo(leader.handedOut);
            assertThat(follower.state()).isEqualTo(leader.state());
            leader = follower;
            leader.held.values().forEach(message -> ended(message, Settlement.FAILED));
            apply(Replica::sessionsEnd);
        }

        /** Everything comes out by priority, and within one in the order it came. */
        private void drain() {
            int priorityBefore = Integer.MAX_VALUE;
            long before = 0;
            for (Fetched next = leader.get(); next.message() != null; next = leader.get()) {
                Message message = next.message();
                Integer said = message.properties().priority();
                int priority = said == null ? 4 : Math.min(31, said);
                assertThat(priority).isLessThanOrEqualTo(priorityBefore);
                if (priority == priorityBefore) {
                    assertThat(next.sequence()).isGreaterThan(before);
                }
                priorityBefore = priority;
                before = next.sequence();
                Long failures = message.headers().integer("x-delivery-count");
                assertThat(failures == null ? 0 : failures)
                        .isEqualTo(failed.getOrDefault(key(message), 0).longValue());
            }
        }
    }
}
