// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.ChannelView;
import io.leveret.broker.Definitions;
import io.leveret.broker.Session;
import io.leveret.broker.Sessions;
import io.leveret.broker.VirtualHost;
import io.leveret.broker.queue.ConsumerView;
import io.leveret.broker.queue.QueueRef;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.function.Predicate;

/** The channels of the node's connections; who is no monitor sees their own. */
final class ChannelsResource implements Resource {
    private static final int SEEN_PER_TURN = 100;
    private static final String STATS_DISABLED = "Stats in management UI are disabled on this node";

    private final Sessions sessions;
    private final Definitions definitions;
    private final Owners owners;
    private final QueueFinder queues;
    private final ConsumerShape consumers;
    private final Shape<ChannelView> shape;
    private final Listing<ChannelView> listing;

    ChannelsResource(Node node, Owners owners) {
        this.sessions = node.sessions();
        this.definitions = node.definitions();
        this.owners = owners;
        this.queues = new QueueFinder(owners);
        this.consumers = new ConsumerShape(node.name(), sessions);
        this.shape = ChannelShape.of(node.name());
        this.listing = new Listing<>(shape, (rows, depth) -> Future.succeededFuture(rows), "vhost", "name");
    }

    @Override
    public void mount(Api api) {
        api.at("/channels", Right.MANAGEMENT)
                .get(call -> list(ListQuery.of(call), session -> ConnectionsResource.mayRead(call.caller(), session)));
        api.at("/channels/:channel", Right.MANAGEMENT).get(this::one);
        api.at("/vhosts/:vhost/channels", Right.VISIBLE_VIRTUAL_HOST).get(call -> {
            needStats(call);
            VirtualHost host = VirtualHostsResource.existing(definitions, call);
            return list(
                    ListQuery.whole(call),
                    session -> session.virtualHostName().equals(host.name())
                            && ConnectionsResource.mayRead(call.caller(), session));
        });
    }

    /** @throws Refusal if the request wants no figures, of which there would be nothing left */
    static void needStats(Call call) {
        if (call.isTrue("disable_stats")) {
            throw Refusal.badRequest(STATS_DISABLED);
        }
    }

    private Future<Answer> list(ListQuery query, Predicate<Session> which) {
        List<Session> some = sessions.all().stream().filter(which).toList();
        return owners.onEach(
                        some,
                        Session::loop,
                        SEEN_PER_TURN,
                        session -> session.view().channels())
                .compose(found -> listing.answer(
                        query, found.stream().flatMap(List::stream).toList()));
    }

    private Future<Answer> one(Call call) {
        Session session = existing(call);
        Authorization.mayRead(call.caller(), session.userName());
        return owners.on(session.loop(), () -> session.view().channels()).compose(found -> {
            for (ChannelView channel : found) {
                if (channel.name().equals(call.name("channel"))) {
                    return answer(call, channel);
                }
            }
            throw Refusal.notFound();
        });
    }

    private Session existing(Call call) {
        String name = call.name("channel");
        for (Session session : sessions.all()) {
            if (name.startsWith(session.name() + " (")) {
                return session;
            }
        }
        throw Refusal.notFound();
    }

    private Future<Answer> answer(Call call, ChannelView channel) {
        VirtualHost host = definitions.virtualHost(channel.connection().virtualHost());
        List<QueueRef> all = host == null || channel.consumers() == 0 ? List.of() : List.copyOf(host.queues());
        return queues.consumers(all).compose(found -> {
            JsonArray details = new JsonArray();
            for (ConsumerView consumer : found) {
                if (consumer.key().channel().connection()
                                == channel.connection().id()
                        && consumer.key().channel().channel() == channel.number()) {
                    details.add(consumers.json(consumer));
                }
            }
            return Lists.answerOne(
                    call,
                    shape.json(channel, Columns.ALL)
                            .put("consumer_details", details)
                            .put("publishes", new JsonArray())
                            .put("deliveries", new JsonArray()));
        });
    }
}
