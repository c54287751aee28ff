// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.VirtualHost;
import io.leveret.broker.queue.ConsumerView;
import io.leveret.broker.queue.QueueRef;
import io.vertx.core.Future;
import java.util.List;

/** The consumers of queues; who is no monitor sees their own. */
final class ConsumersResource implements Resource {
    private final Hosts hosts;
    private final QueueFinder queues;
    private final ConsumerShape consumers;
    private final Listing<ConsumerView> listing;

    ConsumersResource(Node node, Hosts hosts, Owners owners) {
        this.hosts = hosts;
        this.queues = new QueueFinder(owners);
        this.consumers = new ConsumerShape(node.name(), node.sessions());
        this.listing = new Listing<>(
                consumers.shape(),
                (rows, depth) -> Future.succeededFuture(rows),
                "queue.vhost",
                "queue.name",
                "consumer_tag");
    }

    @Override
    public void mount(Api api) {
        api.at("/consumers", Right.VISIBLE_VIRTUAL_HOST).get(this::list);
        api.at("/consumers/:vhost", Right.VISIBLE_VIRTUAL_HOST).get(this::list);
    }

    private Future<Answer> list(Call call) {
        ChannelsResource.needStats(call);
        Caller caller = call.caller();
        return hosts.named(call)
                .compose(some -> queues.consumers(all(some)))
                .map(found -> caller.isMonitor()
                        ? found
                        : found.stream()
                                .filter(consumer -> caller.name().equals(consumers.user(consumer)))
                                .toList())
                .compose(found -> listing.answer(ListQuery.whole(call), found));
    }

    private static List<QueueRef> all(List<VirtualHost> hosts) {
        return hosts.stream().flatMap(host -> host.queues().stream()).toList();
    }
}
