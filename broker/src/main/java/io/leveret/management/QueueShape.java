// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.policy.Policy;
import io.leveret.broker.queue.ConsumerView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What queues look like. */
final class QueueShape {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx").withZone(ZoneOffset.UTC);

    private final String node;
    private final ConsumerShape consumers;
    private final QuorumShape quorum;

    QueueShape(String node, ConsumerShape consumers) {
        this.node = node;
        this.consumers = consumers;
        this.quorum = new QuorumShape(node);
    }

    /** Without figures: what {@code disable_stats} leaves. */
    Shape<QueueRow> plain() {
        return quorum.members(new Shape<>())
                .with("name", row -> row.queue().name())
                .with("vhost", row -> row.queue().definition().virtualHost())
                .with("durable", row -> row.queue().definition().durable())
                .with("auto_delete", row -> row.queue().autoDelete())
                .with("exclusive", row -> row.queue().definition().exclusive())
                .withOptional(
                        "owner_pid_details",
                        Depth.DEFINITION,
                        row -> consumers.owner(row.queue().definition().exclusiveOwner()))
                .with("arguments", row -> TableJson.of(row.queue().arguments()))
                .with("type", row -> row.queue().type().text())
                .with("node", row -> node)
                .with("internal", row -> false)
                .with("internal_owner", row -> false)
                .with("policy", row -> name(row.queue().policy().policy()))
                .with("operator_policy", row -> name(row.queue().policy().operatorPolicy()))
                .with(
                        "effective_policy_definition",
                        row -> TableJson.of(row.queue().policy().definition()))
                .with("state", row -> "running");
    }

    static @Nullable String name(@Nullable Policy policy) {
        return policy == null ? null : policy.name();
    }

    /** And how many messages there are. */
    Shape<QueueRow> totals() {
        return plain().with(
                        "messages",
                        Depth.COUNTS,
                        row -> row.counts().ready() + row.counts().unacknowledged())
                .with("messages_ready", Depth.COUNTS, row -> row.counts().ready())
                .with(
                        "messages_unacknowledged",
                        Depth.COUNTS,
                        row -> row.counts().unacknowledged());
    }

    /** As a list shows it. */
    Shape<QueueRow> basic() {
        return quorum.figures(bytes(totals()))
                .with("state", Depth.EVERYTHING, row -> row.view().state())
                .with("consumers", Depth.COUNTS, row -> row.counts().consumers())
                .with(
                        "messages_details",
                        Depth.EVERYTHING,
                        row -> MessageStats.details(
                                row.view().ready().plus(row.view().unacknowledged())))
                .with(
                        "messages_ready_details",
                        Depth.EVERYTHING,
                        row -> MessageStats.details(row.view().ready()))
                .with(
                        "messages_unacknowledged_details",
                        Depth.EVERYTHING,
                        row -> MessageStats.details(row.view().unacknowledged()))
                .with("consumer_capacity", Depth.EVERYTHING, row -> row.view().capacity())
                .with(
                        "consumer_utilisation",
                        Depth.EVERYTHING,
                        row -> row.view().capacity())
                .with("exclusive_consumer_tag", Depth.EVERYTHING, row -> tag(row, ConsumerView::exclusive))
                .with(
                        "single_active_consumer_tag",
                        Depth.EVERYTHING,
                        row -> isSingleActive(row) ? tag(row, ConsumerView::active) : null)
                .with("storage_version", row -> 2)
                .withOptional(
                        "message_stats",
                        Depth.EVERYTHING,
                        row -> MessageStats.ofQueue(row.view().messages()));
    }

    private static Shape<QueueRow> bytes(Shape<QueueRow> shape) {
        return shape.with(
                        "message_bytes",
                        Depth.COUNTS,
                        row -> row.counts().readyBodyBytes() + row.counts().unacknowledgedBodyBytes())
                .with("message_bytes_ready", Depth.COUNTS, row -> row.counts().readyBodyBytes())
                .with(
                        "message_bytes_unacknowledged",
                        Depth.COUNTS,
                        row -> row.counts().unacknowledgedBodyBytes())
                .with("message_bytes_ram", Depth.EVERYTHING, row -> row.view().residentBytes())
                .with("memory", Depth.EVERYTHING, row -> row.view().residentBytes())
                .with("messages_ram", Depth.EVERYTHING, row -> row.view().residentMessages())
                .with("messages_ready_ram", Depth.EVERYTHING, row -> row.view().residentMessages())
                .with(
                        "messages_paged_out",
                        Depth.EVERYTHING,
                        row -> row.counts().ready() - row.view().residentMessages())
                .with("head_message_timestamp", row -> null);
    }

    private static boolean isSingleActive(QueueRow row) {
        return Boolean.TRUE.equals(row.queue().arguments().bool("x-single-active-consumer"));
    }

    private static @Nullable String tag(QueueRow row, Predicate<ConsumerView> which) {
        return row.view().consumers().stream()
                .filter(which)
                .map(consumer -> consumer.key().tag())
                .findFirst()
                .orElse(null);
    }

    /** With all that there is to know. */
    Shape<QueueRow> detailed() {
        return basic().with(
                        "idle_since", Depth.EVERYTHING, row -> time(row.view().idleSinceMillis()));
    }

    static String time(long epochMillis) {
        return TIME.format(Instant.ofEpochMilli(epochMillis));
    }

    /** One queue by itself. */
    JsonObject full(QueueRow row) {
        JsonArray details = new JsonArray();
        row.view().consumers().forEach(consumer -> details.add(consumers.json(consumer)));
        return detailed()
                .json(row, Columns.ALL)
                .put("consumer_details", details)
                .put("incoming", new JsonArray())
                .put("deliveries", new JsonArray());
    }
}
