// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.VirtualHost;
import io.leveret.broker.queue.QueueDefinition;
import io.leveret.broker.queue.QueueRef;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Queues: listed, shown, declared, deleted and purged. */
final class QueuesResource implements Resource {
    private static final int NO_CONNECTION = 0;

    private final String nodeName;
    private final Hosts hosts;
    private final TopologyChanges changes;
    private final QueueFinder finder;
    private final QueueShape shapes;
    private final Shape<QueueRow> plain;
    private final Shape<QueueRow> totals;
    private final Shape<QueueRow> basic;
    private final Shape<QueueRow> detailed;

    QueuesResource(Node node, Hosts hosts, TopologyChanges changes, Owners owners) {
        this.nodeName = node.name();
        this.hosts = hosts;
        this.changes = changes;
        this.finder = new QueueFinder(owners);
        this.shapes = new QueueShape(nodeName, new ConsumerShape(nodeName, node.sessions()));
        this.plain = shapes.plain();
        this.totals = shapes.totals();
        this.basic = shapes.basic();
        this.detailed = shapes.detailed();
    }

    @Override
    public void mount(Api api) {
        api.at("/queues", Right.VISIBLE_VIRTUAL_HOST).get(call -> list(call, false));
        api.at("/queues/detailed", Right.VISIBLE_VIRTUAL_HOST).get(call -> list(call, true));
        api.at("/queues/:vhost", Right.VISIBLE_VIRTUAL_HOST).get(call -> list(call, false));
        api.at("/queues/:vhost/:queue", Right.VISIBLE_VIRTUAL_HOST)
                .get(this::one)
                .put(this::put)
                .delete(this::delete);
        api.at("/queues/:vhost/:queue/contents", Right.VISIBLE_VIRTUAL_HOST).delete(this::purge);
    }

    private Future<Answer> list(Call call, boolean all) {
        ListQuery query = ListQuery.of(call);
        return hosts.named(call).compose(some -> {
            List<QueueRow> rows = new ArrayList<>();
            for (VirtualHost host : some) {
                host.queues().forEach(queue -> rows.add(QueueRow.of(queue)));
            }
            return new Listing<>(shape(call, all || !query.columns().isAll()), finder, "vhost", "name")
                    .answer(query, rows);
        });
    }

    private Shape<QueueRow> shape(Call call, boolean all) {
        if (call.isTrue("disable_stats")) {
            return call.isTrue("enable_queue_totals") ? totals : plain;
        }
        return all ? detailed : basic;
    }

    private QueueRef existing(Call call) {
        QueueRef queue = hosts.existing(call).queue(call.name("queue"));
        if (queue == null) {
            throw Refusal.notFound();
        }
        return queue;
    }

    private Future<Answer> one(Call call) {
        List<QueueRow> rows = List.of(QueueRow.of(existing(call)));
        if (call.isTrue("disable_stats")) {
            Shape<QueueRow> shape = shape(call, true);
            return finder.find(rows, shape.depth(Columns.ALL))
                    .compose(found -> Lists.answerOne(call, shape.json(found.get(0), Columns.ALL)));
        }
        return finder.find(rows, Depth.EVERYTHING).compose(found -> Lists.answerOne(call, shapes.full(found.get(0))));
    }

    private Future<Answer> put(Call call) {
        VirtualHost host = hosts.toChange(call);
        String name = Declaration.shortName("queue", call.name("queue"));
        Declaration declaration = new Declaration(call.json());
        declaration.checkNode(nodeName);
        QueueDefinition wanted = new QueueDefinition(
                host.name(),
                name,
                declaration.flag("durable"),
                declaration.flag("auto_delete"),
                NO_CONNECTION,
                declaration.arguments());
        boolean isNew = host.queue(name) == null;
        return changes.declareQueue(call.caller(), host, wanted).compose(queue -> Answer.put(isNew));
    }

    private Future<Answer> delete(Call call) {
        return changes.deleteQueue(call.caller(), existing(call), call.isTrue("if-unused"), call.isTrue("if-empty"))
                .compose(ready -> Answer.done());
    }

    private Future<Answer> purge(Call call) {
        return changes.purge(call.caller(), existing(call)).compose(ready -> Answer.done());
    }
}
