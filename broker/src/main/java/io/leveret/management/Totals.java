// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.VirtualHost;
import io.leveret.broker.figures.Churn;
import io.leveret.broker.figures.LoopCounters;
import io.leveret.broker.figures.LoopFigures;
import io.leveret.broker.figures.MessageFigures;
import io.leveret.broker.figures.Rate;
import io.leveret.broker.figures.VirtualHostFigures;
import io.leveret.broker.queue.QueueRef;
import io.leveret.broker.queue.QueueView;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Sums over the node's loops: what has happened, and what queues hold. On the server's loop. */
final class Totals {
    private static final int SEEN_PER_TURN = 250;

    private final List<LoopCounters> counters;
    private final Owners owners;

    Totals(List<LoopCounters> counters, Owners owners) {
        this.counters = counters;
        this.owners = owners;
    }

    /** What the connections of all loops have done. */
    Future<LoopFigures> activity() {
        return Owners.all(counters, loop -> owners.on(loop.loop(), loop::read))
                .map(all -> all.stream().reduce(LoopFigures.NONE, LoopFigures::plus));
    }

    /**
     * What queues hold together.
     *
     * @param consumers of them
     */
    record Held(Rate ready, Rate unacknowledged, long consumers) {
        static final Held NOTHING = new Held(Rate.NONE, Rate.NONE, 0);

        Held plus(Held other) {
            return new Held(
                    ready.plus(other.ready), unacknowledged.plus(other.unacknowledged), consumers + other.consumers);
        }

        Rate messages() {
            return ready.plus(unacknowledged);
        }

        JsonObject json() {
            JsonObject json = new JsonObject();
            MessageStats.put(json, "messages", messages());
            MessageStats.put(json, "messages_ready", ready);
            MessageStats.put(json, "messages_unacknowledged", unacknowledged);
            return json;
        }
    }

    Future<Held> held(Collection<VirtualHost> hosts) {
        List<QueueRef> queues = new ArrayList<>();
        hosts.forEach(host -> queues.addAll(host.queues()));
        return owners.onEach(queues, QueueRef::loop, SEEN_PER_TURN, Totals::held)
                .map(all -> all.stream().reduce(Held.NOTHING, Held::plus));
    }

    private static Held held(QueueRef queue) {
        QueueView view = queue.view();
        return new Held(view.ready(), view.unacknowledged(), view.consumers().size());
    }

    /** Messages as RabbitMQ counts them, of those virtual hosts. */
    static JsonObject messages(LoopFigures activity, Collection<VirtualHost> hosts) {
        MessageFigures figures = hosts.stream()
                .map(host -> activity.virtualHost(host.name()))
                .map(VirtualHostFigures::messages)
                .reduce(MessageFigures.NONE, MessageFigures::plus);
        return Objects.requireNonNullElseGet(MessageStats.ofChannel(figures), JsonObject::new);
    }

    static JsonObject churn(LoopFigures activity) {
        JsonObject json = new JsonObject();
        for (Churn churn : Churn.values()) {
            MessageStats.put(json, churn.key(), activity.churn(churn));
        }
        return json;
    }
}
