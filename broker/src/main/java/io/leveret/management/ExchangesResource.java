// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.ExchangeDefinition;
import io.leveret.broker.VirtualHost;
import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.figures.ExchangeFigures;
import io.leveret.broker.figures.LoopCounters;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;

/** Exchanges: listed, shown, declared and deleted. */
final class ExchangesResource implements Resource {
    private static final int SEEN_PER_TURN = 2_000;

    private final List<LoopCounters> counters;
    private final Hosts hosts;
    private final TopologyChanges changes;
    private final Owners owners;
    private final Shape<ExchangeRow> plain = ExchangeRow.plain();
    private final Shape<ExchangeRow> full = ExchangeRow.full();

    ExchangesResource(Node node, Hosts hosts, TopologyChanges changes, Owners owners) {
        this.counters = node.counters().loops();
        this.hosts = hosts;
        this.changes = changes;
        this.owners = owners;
    }

    @Override
    public void mount(Api api) {
        api.at("/exchanges", Right.VISIBLE_VIRTUAL_HOST).get(this::list);
        api.at("/exchanges/:vhost", Right.VISIBLE_VIRTUAL_HOST).get(this::list);
        api.at("/exchanges/:vhost/:exchange", Right.VISIBLE_VIRTUAL_HOST)
                .get(this::one)
                .put(this::put)
                .delete(this::delete);
    }

    private Shape<ExchangeRow> shape(Call call) {
        return call.isTrue("disable_stats") ? plain : full;
    }

    private Future<Answer> list(Call call) {
        ListQuery query = ListQuery.of(call);
        return hosts.named(call).compose(some -> {
            List<ExchangeRow> rows = new ArrayList<>();
            for (VirtualHost host : some) {
                host.exchanges().forEach(exchange -> rows.add(new ExchangeRow(host.name(), exchange, null)));
            }
            return new Listing<>(shape(call), this::find, "vhost", "name").answer(query, rows);
        });
    }

    /** Every loop has counted what its connections published. */
    private Future<List<ExchangeRow>> find(List<ExchangeRow> rows, Depth depth) {
        return Owners.all(
                        counters,
                        loop -> owners.onEach(
                                rows, row -> loop.loop(), SEEN_PER_TURN, row -> loop.read(row.exchange())))
                .map(figures -> {
                    List<ExchangeRow> found = new ArrayList<>(rows.size());
                    for (int i = 0; i < rows.size(); i++) {
                        ExchangeFigures sum = ExchangeFigures.NONE;
                        for (List<ExchangeFigures> ofLoop : figures) {
                            sum = sum.plus(ofLoop.get(i));
                        }
                        found.add(rows.get(i).with(sum));
                    }
                    return found;
                });
    }

    private static Exchange existing(Hosts hosts, Call call) {
        Exchange exchange = hosts.existing(call).exchange(call.exchangeName("exchange"));
        if (exchange == null) {
            throw Refusal.notFound();
        }
        return exchange;
    }

    private Future<Answer> one(Call call) {
        ExchangeRow row = new ExchangeRow(call.name("vhost"), existing(hosts, call), null);
        return find(List.of(row), Depth.EVERYTHING)
                .compose(found -> Lists.answerOne(
                        call,
                        shape(call)
                                .json(found.get(0), Columns.ALL)
                                .put("incoming", new JsonArray())
                                .put("outgoing", new JsonArray())));
    }

    private Future<Answer> put(Call call) {
        VirtualHost host = hosts.toChange(call);
        String name = Declaration.shortName("exchange", call.exchangeName("exchange"));
        Declaration declaration = new Declaration(call.json());
        ExchangeDefinition wanted = new ExchangeDefinition(
                name,
                declaration.text("type", "direct"),
                declaration.flag("durable"),
                declaration.flag("auto_delete"),
                declaration.flag("internal"),
                declaration.arguments());
        boolean isNew = host.exchange(name) == null;
        return changes.declareExchange(call.caller(), host, wanted).compose(exchange -> Answer.put(isNew));
    }

    private Future<Answer> delete(Call call) {
        Exchange exchange = existing(hosts, call);
        return changes.deleteExchange(call.caller(), hosts.existing(call), exchange.name(), call.isTrue("if-unused"))
                .compose(found -> Answer.done());
    }
}
