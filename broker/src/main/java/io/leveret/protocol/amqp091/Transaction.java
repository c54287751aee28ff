// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.broker.exchange.Route;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Receipt;
import io.leveret.broker.message.Reply;
import io.leveret.broker.queue.Settlement;
import io.leveret.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a transactional channel has said since the last commit or rollback (AMQP 0-9-1, class tx): publishes and
 * settlements that take effect together when it commits. Owned by the connection's loop.
 */
final class Transaction {
    private final List<Publish> publishes = new ArrayList<>();
    private final List<Settled> settlements = new ArrayList<>();

    private record Publish(Message message, Route route, boolean mandatory) {}

    private record Settled(long tag, Origin origin, long sequence, Settlement how) {}

    void publish(Message message, Route route, boolean mandatory) {
        publishes.add(new Publish(message, route, mandatory));
    }

    void settle(long tag, Origin origin, long sequence, Settlement how) {
        settlements.add(new Settled(tag, origin, sequence, how));
    }

    int publishes() {
        return publishes.size();
    }

    int settlements() {
        return settlements.size();
    }

    /** Does it all; the reply says whether every queue took what it got, once each has answered. */
    void commit(Publishing publishing, Consuming consuming, Loop loop, Reply<Boolean> reply) {
        int queues = 0;
        for (Publish publish : publishes) {
            queues += publish.route.size();
        }
        Commit commit = new Commit(loop, reply, queues + 1);
        for (Publish publish : publishes) {
            if (publish.route.bound() == 0) {
                publishing.unbound(publish.message, publish.route.size(), publish.mandatory);
            }
            publishing.handOver(publish.message, publish.route, commit);
        }
        for (Settled settled : settlements) {
            consuming.settleNow(settled.origin, settled.sequence, settled.how);
        }
        commit.accepted();
    }

    /** Forgets the publishes; what was settled is unacknowledged again. */
    void rollback(Consuming consuming) {
        for (Settled settled : settlements) {
            consuming.restore(settled.tag, settled.origin, settled.sequence);
        }
    }

    /** Where what the transaction has settled so far came from. */
    void forEachSettled(Consumer<Origin> visitor) {
        settlements.forEach(settled -> visitor.accept(settled.origin));
    }

    private static final class Commit implements Receipt {
        private final Loop loop;
        private final Reply<Boolean> reply;
        private int left;
        private boolean whole = true;

        private Commit(Loop loop, Reply<Boolean> reply, int answers) {
            this.loop = loop;
            this.reply = reply;
            this.left = answers;
        }

        @Override
        public void accepted() {
            loop.run(() -> count(true));
        }

        @Override
        public void rejected() {
            loop.run(() -> count(false));
        }

        private void count(boolean took) {
            whole &= took;
            if (--left == 0) {
                reply.ok(whole);
            }
        }
    }
}
