// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.VirtualHost;
import io.leveret.broker.figures.Churn;
import io.leveret.broker.figures.LoopCounters;
import io.leveret.broker.figures.LoopFigures;
import io.leveret.broker.figures.MessageEvent;
import io.leveret.broker.figures.MessageFigures;
import io.leveret.broker.figures.Rate;
import io.leveret.broker.figures.VirtualHostFigures;
import io.leveret.broker.queue.QueueRef;
import io.leveret.broker.queue.QueueView;
import io.leveret.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Sums over the node's loops: what has happened, and what queues hold. On the server's loop. */
final class Totals {
    private static final List<MessageEvent> DELIVERIES =
            List.of(MessageEvent.DELIVER, MessageEvent.DELIVER_NO_ACK, MessageEvent.GET, MessageEvent.GET_NO_ACK);

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
            put(json, "messages", messages());
            put(json, "messages_ready", ready);
            put(json, "messages_unacknowledged", unacknowledged);
            return json;
        }
    }

    /** Each loop is asked once for all its queues. */
    Future<Held> held(Collection<VirtualHost> hosts) {
        List<QueueRef> queues = new ArrayList<>();
        hosts.forEach(host -> queues.addAll(host.queues()));
        return Owners.all(counters, loop -> held(loop.loop(), queues))
                .map(all -> all.stream().reduce(Held.NOTHING, Held::plus));
    }

    private Future<Held> held(Loop loop, List<QueueRef> queues) {
        List<QueueRef> there =
                queues.stream().filter(queue -> queue.loop() == loop).toList();
        return owners.on(loop, () -> {
            Held held = Held.NOTHING;
            for (QueueRef queue : there) {
                QueueView view = queue.view();
                held = held.plus(new Held(
                        view.ready(), view.unacknowledged(), view.consumers().size()));
            }
            return held;
        });
    }

    /** Messages as RabbitMQ counts them, of those virtual hosts. */
    static JsonObject messages(LoopFigures activity, Collection<VirtualHost> hosts) {
        MessageFigures figures = hosts.stream()
                .map(host -> activity.virtualHost(host.name()))
                .map(VirtualHostFigures::messages)
                .reduce(MessageFigures.NONE, MessageFigures::plus);
        JsonObject json = new JsonObject();
        if (figures.isEmpty()) {
            return json;
        }
        for (MessageEvent event : MessageEvent.values()) {
            put(json, event.key(), new Rate(figures.total(event), figures.rate(event)));
        }
        Rate delivered = Rate.NONE;
        for (MessageEvent event : DELIVERIES) {
            delivered = delivered.plus(new Rate(figures.total(event), figures.rate(event)));
        }
        put(json, "deliver_get", delivered);
        return json;
    }

    static JsonObject churn(LoopFigures activity) {
        JsonObject json = new JsonObject();
        for (Churn churn : Churn.values()) {
            put(json, churn.key(), activity.churn(churn));
        }
        return json;
    }

    /** A total under its name, and how fast it grows under the name with {@code _details}. */
    static void put(JsonObject json, String key, Rate rate) {
        json.put(key, rate.total()).put(key + "_details", new JsonObject().put("rate", rate.perSecond()));
    }
}
