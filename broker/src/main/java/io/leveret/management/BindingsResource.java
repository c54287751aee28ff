// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.BindingDefinition;
import io.leveret.broker.VirtualHost;
import io.leveret.broker.exchange.Binding;
import io.leveret.broker.exchange.Destination;
import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.queue.QueueRef;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bindings: listed by either end, made and removed. */
final class BindingsResource implements Resource {
    private final Hosts hosts;
    private final TopologyChanges changes;
    private final Shape<BindingRow> shape = BindingRow.shape();
    private final Listing<BindingRow> listing = new Listing<>(
            shape,
            (rows, depth) -> Future.succeededFuture(rows),
            "vhost",
            "source",
            "destination",
            "routing_key",
            "properties_key");

    BindingsResource(Hosts hosts, TopologyChanges changes) {
        this.hosts = hosts;
        this.changes = changes;
    }

    @Override
    public void mount(Api api) {
        api.at("/bindings", Right.VISIBLE_VIRTUAL_HOST).get(this::all);
        api.at("/bindings/:vhost", Right.VISIBLE_VIRTUAL_HOST).get(this::all);
        api.at("/exchanges/:vhost/:exchange/bindings/source", Right.VISIBLE_VIRTUAL_HOST)
                .get(this::fromExchange);
        api.at("/exchanges/:vhost/:exchange/bindings/destination", Right.VISIBLE_VIRTUAL_HOST)
                .get(this::toExchange);
        api.at("/queues/:vhost/:queue/bindings", Right.VISIBLE_VIRTUAL_HOST).get(this::toQueue);
        mountBetween(api, "q", false);
        mountBetween(api, "e", true);
    }

    private void mountBetween(Api api, String type, boolean toExchange) {
        String ends = "/bindings/:vhost/e/:source/" + type + "/:destination";
        api.at(ends, Right.VISIBLE_VIRTUAL_HOST)
                .get(call -> answer(call, between(call, toExchange)))
                .post(call -> bind(call, toExchange));
        api.at(ends + "/:properties", Right.VISIBLE_VIRTUAL_HOST)
                .get(call -> one(call, toExchange))
                .delete(call -> unbind(call, toExchange));
    }

    private Future<Answer> answer(Call call, List<BindingRow> rows) {
        return listing.answer(ListQuery.whole(call), rows);
    }

    private Future<Answer> all(Call call) {
        return hosts.named(call).compose(some -> {
            List<BindingRow> rows = new ArrayList<>();
            for (VirtualHost host : some) {
                host.queues().forEach(queue -> rows.add(BindingRow.byName(queue)));
                for (Exchange exchange : host.exchanges()) {
                    exchange.bindings().forEach(binding -> rows.add(BindingRow.of(host.name(), binding)));
                }
            }
            return answer(call, rows);
        });
    }

    private Future<Answer> fromExchange(Call call) {
        VirtualHost host = hosts.existing(call);
        List<BindingRow> rows = new ArrayList<>();
        Exchange exchange = host.exchange(call.exchangeName("exchange"));
        if (exchange == null) {
            return answer(call, rows); // nothing is bound to what is not there
        }
        if (exchange.isDefault()) {
            host.queues().forEach(queue -> rows.add(BindingRow.byName(queue)));
        }
        exchange.bindings().forEach(binding -> rows.add(BindingRow.of(host.name(), binding)));
        return answer(call, rows);
    }

    private Future<Answer> toExchange(Call call) {
        VirtualHost host = hosts.existing(call);
        return answer(call, to(host, host.exchange(call.exchangeName("exchange"))));
    }

    private static List<BindingRow> to(VirtualHost host, @Nullable Destination destination) {
        List<BindingRow> rows = new ArrayList<>();
        if (destination == null) {
            return rows;
        }
        host.bindingsTo(destination).forEach(binding -> rows.add(BindingRow.of(host.name(), binding)));
        return rows;
    }

    private Future<Answer> toQueue(Call call) {
        VirtualHost host = hosts.existing(call);
        QueueRef queue = host.queue(call.name("queue"));
        List<BindingRow> rows = to(host, queue);
        if (queue != null) {
            rows.add(BindingRow.byName(queue));
        }
        return answer(call, rows);
    }

    // ---- between two ends

    private static @Nullable Destination destination(VirtualHost host, Call call, boolean toExchange) {
        return toExchange ? host.exchange(call.exchangeName("destination")) : host.queue(call.name("destination"));
    }

    private List<BindingRow> between(Call call, boolean toExchange) {
        VirtualHost host = hosts.existing(call);
        String source = call.exchangeName("source");
        Destination destination = destination(host, call, toExchange);
        List<BindingRow> rows = new ArrayList<>();
        if (destination == null) {
            return rows;
        }
        if (source.isEmpty() && !toExchange) {
            rows.add(BindingRow.byName(host.name(), destination.name()));
        }
        for (Binding binding : host.bindingsTo(destination)) {
            if (binding.source().name().equals(source)) {
                rows.add(BindingRow.of(host.name(), binding));
            }
        }
        return rows;
    }

    private Future<Answer> one(Call call, boolean toExchange) {
        return Lists.answerOne(call, shape.json(meant(call, toExchange), Columns.ALL));
    }

    private BindingRow meant(Call call, boolean toExchange) {
        for (BindingRow row : between(call, toExchange)) {
            if (PropertiesKey.isMeant(row.key(), row.arguments(), call.name("properties"))) {
                return row;
            }
        }
        throw Refusal.notFound();
    }

    private Future<Answer> bind(Call call, boolean toExchange) {
        VirtualHost host = hosts.toChange(call);
        Declaration declaration = new Declaration(call.json());
        String key = Declaration.shortName("routing_key", declaration.text("routing_key", ""));
        BindingDefinition wanted = new BindingDefinition(
                call.exchangeName("source"),
                toExchange ? call.exchangeName("destination") : call.name("destination"),
                toExchange,
                key,
                declaration.arguments());
        // a place beside the request's own, as RabbitMQ says it
        String place = PropertiesKey.quoteForPath(call.name("destination")) + "/"
                + PropertiesKey.quoteForPath(PropertiesKey.of(key, wanted.arguments()));
        return changes.bind(call.caller(), host, wanted)
                .map(added -> new Answer(201, null, Buffer.buffer(), Map.of("location", place)));
    }

    private Future<Answer> unbind(Call call, boolean toExchange) {
        BindingRow row = meant(call, toExchange);
        BindingDefinition gone =
                new BindingDefinition(row.source(), row.destination(), toExchange, row.key(), row.arguments());
        return changes.unbind(call.caller(), hosts.existing(call), gone).compose(removed -> Answer.done());
    }
}
