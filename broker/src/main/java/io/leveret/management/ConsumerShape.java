// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.ConnectionFacts;
import io.leveret.broker.Session;
import io.leveret.broker.Sessions;
import io.leveret.broker.queue.ConsumerView;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What consumers look like, and the connections behind them. */
final class ConsumerShape {
    private final String node;
    private final Sessions sessions;

    ConsumerShape(String node, Sessions sessions) {
        this.node = node;
        this.sessions = sessions;
    }

    Shape<ConsumerView> shape() {
        return new Shape<ConsumerView>()
                .with("arguments", consumer -> TableJson.of(consumer.arguments()))
                .with("ack_required", consumer -> !consumer.noAck())
                .with("active", ConsumerView::active)
                .with("activity_status", ConsumerShape::activity)
                .with("channel_details", this::channel)
                .with("consumer_tag", consumer -> consumer.key().tag())
                .with("exclusive", ConsumerView::exclusive)
                .with("prefetch_count", ConsumerView::prefetch)
                .with("queue", ConsumerShape::queue);
    }

    JsonObject json(ConsumerView consumer) {
        return shape().json(consumer, Columns.ALL);
    }

    private static String activity(ConsumerView consumer) {
        if (!Boolean.TRUE.equals(consumer.queue().arguments().bool("x-single-active-consumer"))) {
            return "up";
        }
        return consumer.active() ? "single_active" : "waiting";
    }

    private static JsonObject queue(ConsumerView consumer) {
        return new JsonObject()
                .put("name", consumer.queue().name())
                .put("vhost", consumer.queue().definition().virtualHost());
    }

    /** Empty where the connection has gone meanwhile. */
    private JsonObject channel(ConsumerView consumer) {
        Session session = sessions.find(consumer.key().channel().connection());
        if (session == null) {
            return new JsonObject();
        }
        ConnectionFacts facts = session.facts();
        int number = consumer.key().channel().channel();
        return new JsonObject()
                .put("connection_name", facts.name())
                .put("name", facts.name() + " (" + number + ")")
                .put("node", node)
                .put("number", number)
                .put("peer_host", facts.peer().host())
                .put("peer_port", facts.peer().port())
                .put("user", facts.user());
    }

    /** The connection that an exclusive queue belongs to; null where it belongs to none. */
    @Nullable
    JsonObject owner(long connection) {
        Session session = connection == 0 ? null : sessions.find(connection);
        return session == null ? null : ConnectionShape.details(session.facts());
    }

    /** Who consumes; null where the connection has gone meanwhile. */
    @Nullable
    String user(ConsumerView consumer) {
        Session session = sessions.find(consumer.key().channel().connection());
        return session == null ? null : session.userName();
    }
}
