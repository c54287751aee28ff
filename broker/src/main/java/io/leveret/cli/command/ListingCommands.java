// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.Answer;
import io.leveret.cli.node.Api;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.FieldTable;
import io.leveret.cli.output.JsonObject;
import io.leveret.cli.output.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in a virtual host, in RabbitMQ's columns: exchanges, queues, bindings, consumers. A virtual host that is not
 * there is empty, as in RabbitMQ.
 */
final class ListingCommands implements Group {
    private static final int QUEUES_TIMEOUT_MILLIS = 60_000;
    private static final double MILLIS = 1000;
    static final Columns QUEUES = new Columns(
            List.of("name", "messages"),
            "name durable auto_delete arguments policy operator_policy effective_policy_definition pid owner_pid"
                    + " exclusive exclusive_consumer_pid exclusive_consumer_tag messages_ready messages_unacknowledged"
                    + " messages messages_ready_ram messages_unacknowledged_ram messages_ram messages_persistent"
                    + " message_bytes message_bytes_ready message_bytes_unacknowledged message_bytes_ram"
                    + " message_bytes_persistent head_message_timestamp disk_reads disk_writes consumers"
                    + " consumer_utilisation consumer_capacity memory state type leader members online");
    static final Columns EXCHANGES =
            new Columns(List.of("name", "type"), "name type durable auto_delete internal arguments policy");
    private static final List<String> BINDING =
            List.of("source_name", "source_kind", "destination_name", "destination_kind", "routing_key", "arguments");
    private static final Columns BINDINGS = new Columns(BINDING, BINDING);
    private static final Columns CONSUMERS = new Columns(
            List.of(
                    "queue_name",
                    "channel_pid",
                    "consumer_tag",
                    "ack_required",
                    "prefetch_count",
                    "active",
                    "arguments"),
            "queue_name channel_pid consumer_tag ack_required prefetch_count active activity_status arguments");

    /** The column's value of that thing. */
    private interface Column {
        @Nullable
        Object of(JsonObject thing, String column, Pids pids);
    }

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "list_queues" ->
                Command.of(
                                call -> "Timeout: " + call.timeoutMillis(QUEUES_TIMEOUT_MILLIS) / MILLIS
                                        + " seconds ...\nListing queues for vhost " + call.virtualHost() + " ...",
                                ListingCommands::queues)
                        .checking(QUEUES::check);
            case "list_exchanges" ->
                Command.of(
                                call -> "Listing exchanges for vhost " + call.virtualHost() + " ...",
                                call -> list(call, EXCHANGES, "exchanges", ListingCommands::exchange))
                        .checking(EXCHANGES::check);
            case "list_bindings" ->
                Command.of(
                                call -> "Listing bindings for vhost " + call.virtualHost() + "...",
                                call -> list(call, BINDINGS, "bindings", ListingCommands::binding))
                        .checking(BINDINGS::check);
            case "list_consumers" ->
                Command.of(
                                call -> "Listing consumers in vhost " + call.virtualHost() + " ...",
                                call -> list(call, CONSUMERS, "consumers", ListingCommands::consumer))
                        .checking(CONSUMERS::check);
            case "list_unresponsive_queues" ->
                Command.of(
                                call -> "Listing unresponsive queues for vhost " + call.virtualHost() + " ...",
                                call -> Outcome.streamed(new Rows("name")))
                        .checking(new Columns(List.of("name"), "name durable auto_delete arguments pid")::check);
            default -> null;
        };
    }

    private static Outcome queues(Call call) throws Failure, UnreachableException {
        if (call.flag("offline") && !call.flag("online")) {
            return Outcome.streamed(new Rows(QUEUES.of(call))); // all queues of a node that runs are there
        }
        return list(call, QUEUES, "queues", ListingCommands::queue);
    }

    private static Outcome list(Call call, Columns columns, String what, Column column)
            throws Failure, UnreachableException {
        Rows rows = new Rows(columns.of(call));
        Pids pids = Pids.of(call, columns.of(call));
        Answer answer = new Api(call.target(), call.timeoutMillis(QUEUES_TIMEOUT_MILLIS)).get(what, call.virtualHost());
        if (!answer.isNotFound()) {
            for (JsonObject thing : ok(answer).objects()) {
                JsonObject row = JsonObject.of();
                for (String each : columns.of(call)) {
                    row.with(each, column.of(thing, each, pids));
                }
                rows.add(row);
            }
        }
        return Outcome.streamed(rows);
    }

    private static @Nullable Object queue(JsonObject queue, String column, Pids pids) {
        return switch (column) {
            case "arguments" -> arguments(queue);
            case "pid" -> queue.has(column) ? queue.value(column) : queue.value("node");
            case "owner_pid" ->
                queue.has("owner_pid_details")
                        ? pids.connection(queue.object("owner_pid_details").text("name"))
                        : "";
            case "exclusive_consumer_pid", "exclusive_consumer_tag" -> single(queue, column);
            case "exclusive" -> queue.isTrue(column) || queue.has("owner_pid_details");
            case "disk_reads", "disk_writes" ->
                queue.has(column)
                        ? queue.value(column)
                        : queue.object("message_stats").number(column);
            case "messages", "messages_ready", "messages_unacknowledged", "consumers" -> queue.number(column);
            default -> queue.value(column);
        };
    }

    private static @Nullable Object single(JsonObject queue, String column) {
        return queue.has(column)
                ? queue.value(column)
                : queue.object("single_active_consumer").value(column);
    }

    private static @Nullable Object exchange(JsonObject exchange, String column, Pids pids) {
        return column.equals("arguments") ? arguments(exchange) : exchange.value(column);
    }

    private static @Nullable Object binding(JsonObject binding, String column, Pids pids) {
        return switch (column) {
            case "source_name" -> binding.text("source");
            case "source_kind" -> "exchange";
            case "destination_name" -> binding.text("destination");
            case "destination_kind" -> binding.text("destination_type");
            case "arguments" -> arguments(binding);
            default -> binding.text(column);
        };
    }

    private static @Nullable Object consumer(JsonObject consumer, String column, Pids pids) {
        return switch (column) {
            case "queue_name" -> consumer.object("queue").text("name");
            case "channel_pid" ->
                pids.channel(
                        consumer.object("channel_details").text("connection_name"),
                        consumer.object("channel_details").number("number"));
            case "active" -> !consumer.has(column) || consumer.isTrue(column);
            case "activity_status" -> consumer.has(column) ? consumer.text(column) : "up";
            case "arguments" -> arguments(consumer);
            default -> consumer.value(column);
        };
    }

    static FieldTable arguments(JsonObject thing) {
        return new FieldTable(thing.object("arguments"));
    }
}
