// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.queue.QueueType;
import io.leveret.broker.queue.QueueView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/** What is said of quorum queues: where their members are, which is here, and how they retry. */
final class QuorumShape {
    private final String node;

    QuorumShape(String node) {
        this.node = node;
    }

    /** Adds what is known without a look at the queue. */
    Shape<QueueRow> members(Shape<QueueRow> shape) {
        return shape.withOptional("leader", Depth.DEFINITION, row -> isQuorum(row) ? node : null)
                .withOptional("members", Depth.DEFINITION, row -> isQuorum(row) ? new JsonArray().add(node) : null)
                .withOptional("online", Depth.DEFINITION, row -> isQuorum(row) ? new JsonArray().add(node) : null);
    }

    Shape<QueueRow> figures(Shape<QueueRow> shape) {
        return with(shape, "delivery_limit", view -> view.deliveryLimit() < 0 ? "unlimited" : view.deliveryLimit())
                .withOptional(
                        "messages_dlx",
                        Depth.EVERYTHING,
                        row -> isQuorum(row) ? row.view().deadLetters() : null)
                .withOptional(
                        "message_bytes_dlx",
                        Depth.EVERYTHING,
                        row -> isQuorum(row) ? row.view().deadLetterBodyBytes() : null)
                .withOptional(
                        "messages_delayed",
                        Depth.EVERYTHING,
                        row -> isQuorum(row) || row.view().delayed() > 0
                                ? row.view().delayed()
                                : null)
                .withOptional(
                        "delayed_retry",
                        Depth.EVERYTHING,
                        row -> isQuorum(row) || !row.view().retryDelay().equals("disabled")
                                ? row.view().retryDelay()
                                : null)
                .withOptional(
                        "open_files", Depth.EVERYTHING, row -> isQuorum(row) ? new JsonObject().put(node, 0) : null);
    }

    private static Shape<QueueRow> with(Shape<QueueRow> shape, String name, Function<QueueView, Object> value) {
        return shape.withOptional(name, Depth.EVERYTHING, row -> isQuorum(row) ? value.apply(row.view()) : null);
    }

    private static boolean isQuorum(QueueRow row) {
        return row.queue().type() == QueueType.QUORUM;
    }
}
