// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import static io.leveret.broker.NodeEvents.text;

import io.leveret.broker.ConnectionFacts;
import io.leveret.broker.NodeEvents;
import io.leveret.net.Peer;
import io.leveret.table.Table;
import org.jspecify.annotations.Nullable;

/** What a connection's client does, as events: it logs in, opens and closes, consumes. On the connection's loop. */
final class ClientEvents {
    private static final String PROTOCOL = "{0,9,1}";

    private final NodeEvents events;
    private final String node;

    ClientEvents(NodeEvents events, String node) {
        this.events = events;
        this.node = node;
    }

    /**
     * Somebody has tried to log in.
     *
     * @param user null where nobody was let in
     * @param problem null where somebody was
     */
    void loggedIn(
            String connection,
            Peer peer,
            boolean tls,
            String mechanism,
            @Nullable String user,
            @Nullable String problem) {
        events.tell(problem == null ? "user.authentication.success" : "user.authentication.failure", e -> {
            e.add("connection_name", text(connection))
                    .add("connection_type", text("network"))
                    .add("peer_host", text(peer.remote().getHostString()))
                    .add("peer_port", (long) peer.remote().getPort())
                    .add("host", text(peer.local().getHostString()))
                    .add("port", (long) peer.local().getPort())
                    .add("protocol", text(PROTOCOL))
                    .add("auth_mechanism", text(mechanism))
                    .add("ssl", tls);
            if (user != null) {
                e.add("name", text(user));
            }
            return problem == null ? e : e.add("error", text(problem));
        });
    }

    void opened(ConnectionFacts facts) {
        events.tell(
                "connection.created",
                e -> connection(e, facts)
                        .add("type", text("network"))
                        .add("peer_host", text(facts.peer().host()))
                        .add("peer_port", (long) facts.peer().port())
                        .add("host", text(facts.local().host()))
                        .add("port", (long) facts.local().port())
                        .add("protocol", text(PROTOCOL))
                        .add("auth_mechanism", text(facts.mechanism()))
                        .add("ssl", facts.tls() != null)
                        .add("timeout", (long) facts.heartbeatSeconds())
                        .add("frame_max", (long) facts.frameMax())
                        .add("channel_max", (long) facts.channelMax())
                        .add("connected_at", facts.connectedAtMillis())
                        .add("client_properties", facts.clientProperties()));
    }

    void closed(ConnectionFacts facts) {
        events.tell("connection.closed", e -> connection(e, facts).add("client_properties", facts.clientProperties()));
    }

    private Table.Builder connection(Table.Builder event, ConnectionFacts facts) {
        return event.add("name", text(facts.name()))
                .add("vhost", text(facts.virtualHost()))
                .add("user", text(facts.user()))
                .add("user_who_performed_action", text(facts.user()))
                .add("node", text(node));
    }

    void channel(ConnectionFacts facts, int number, boolean created) {
        events.tell(
                created ? "channel.created" : "channel.closed",
                e -> e.add("name", text(facts.name() + " (" + number + ")"))
                        .add("connection_name", text(facts.name()))
                        .add("number", (long) number)
                        .add("vhost", text(facts.virtualHost()))
                        .add("user", text(facts.user()))
                        .add("user_who_performed_action", text(facts.user()))
                        .add("node", text(node)));
    }

    void consuming(ConnectionFacts facts, int number, Subscription consumer, int prefetch, Table arguments) {
        events.tell(
                "consumer.created",
                e -> consumer(e, facts, number, consumer)
                        .add("ack_required", !consumer.noAck())
                        .add("prefetch_count", (long) prefetch)
                        .add("arguments", arguments));
    }

    void consumed(ConnectionFacts facts, int number, Subscription consumer) {
        events.tell("consumer.deleted", e -> consumer(e, facts, number, consumer));
    }

    private static Table.Builder consumer(
            Table.Builder event, ConnectionFacts facts, int number, Subscription consumer) {
        return event.add("consumer_tag", text(consumer.tag()))
                .add("queue", text(consumer.queue().name()))
                .add("vhost", text(facts.virtualHost()))
                .add("channel_name", text(facts.name() + " (" + number + ")"))
                .add("user_who_performed_action", text(facts.user()));
    }
}
