// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.Answer;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;
import io.leveret.cli.output.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What operators of clusters ask; a single node has simple answers. */
final class ReplicationCommands implements Group {
    private static final String ALONE = " seems to be the only one in a single node cluster, the ";

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "rebalance" ->
                Command.of(ReplicationCommands::rebalanceBanner, call -> rows(call, "leader"))
                        .checking(call -> {
                            if (!List.of("all", "quorum", "stream").contains(call.argument(0))) {
                                throw Failure.badArgument("type " + call.argument(0)
                                        + " is not supported. Try one of all, quorum, stream.");
                            }
                        });
            case "quorum_status" ->
                Command.of(
                        call -> "Status of queue " + call.argument(0) + " on node " + call.node() + " ...",
                        call -> members(call, "quorum"));
            case "stream_status" ->
                Command.of(
                        call -> "Status of stream " + call.argument(0) + " on node " + call.node() + " ...",
                        call -> members(call, "stream"));
            case "check_if_node_is_quorum_critical" ->
                Command.of(
                        call -> "Checking if node " + call.node() + " is critical for quorum of any queues/streams ...",
                        call -> alone(call, "check does not apply"));
            case "check_if_node_is_mirror_sync_critical" ->
                Command.of(
                        call -> "This command is DEPRECATED and is a no-op. It will be removed in a future version.",
                        call -> alone(call, "check does not apply"));
            case "check_if_new_quorum_queue_replicas_have_finished_initial_sync" ->
                Command.of(
                        call ->
                                "Checking if any quorum queues have recently added replicas that have not finished their "
                                        + "initial sync ...",
                        call -> passed(
                                call,
                                "Node " + call.node() + " reported that none of its quorum queues have "
                                        + "replicas that have not finished initial sync"));
            case "check_for_quorum_queues_without_an_elected_leader" ->
                Command.of(
                        call -> "Checking for quorum queues without an elected leader in "
                                + (call.flag("across-all-vhosts") ? "all vhosts" : "vhost " + call.virtualHost())
                                + " ...",
                        call -> passed(
                                call, "There are no quorum queues without an elected leader that match the pattern"));
            case "check_if_cluster_has_classic_queue_mirroring_policy" ->
                Command.of(
                        call -> "Checking if cluster has any classic queue mirroring policy ...",
                        call -> passed(call, "Cluster reported no policies that enable classic queue mirroring"));
            case "list_policies_with_classic_queue_mirroring" ->
                Command.of(
                        call -> "Listing policies with classic queue mirroring ...",
                        call -> Outcome.table(
                                new Rows("vhost", "name", "pattern", "apply-to", "definition", "priority")));
            case "list_operator_policies_with_classic_queue_mirroring" ->
                Command.of(
                        call -> "Listing operator policies with classic queue mirroring ...",
                        call -> Outcome.table(
                                new Rows("vhost", "name", "pattern", "apply-to", "definition", "priority")));
            case "remove_classic_queue_mirroring_from_policies" ->
                Command.of(
                        call -> "Will remove all classic queue mirroring keys from all policies ...",
                        call -> Outcome.done());
            case "peek" ->
                Command.of(
                                call -> "Peeking at queue " + call.argument(0) + " at position " + call.argument(1)
                                        + " on node " + call.node() + " ...",
                                ReplicationCommands::peek)
                        .checking(call -> Numbers.positive(call.argument(1)));
            case "has_reached_target_cluster_size" ->
                Command.of(
                        call -> "Checking if target cluster size has been reached on node " + call.node() + " ...",
                        call -> passed(call, "Target cluster size has been reached"));
            case "post_upgrade" ->
                Command.of(
                        call -> "Executing post upgrade tasks...\nRebalancing queue masters...",
                        call -> Outcome.done());
            case "discover_peers" ->
                Command.of(call -> "Discovering peers nodes ...", call -> Outcome.text("No peers discovered"));
            default -> null;
        };
    }

    private static Outcome passed(Call call, String text) throws Failure, UnreachableException {
        ok(call.api().get("whoami"));
        return new Outcome.Text(text, JsonObject.of().with("message", text).with("result", "ok"));
    }

    private static Outcome alone(Call call, String what) throws Failure, UnreachableException {
        return passed(call, "Node " + call.node() + ALONE + what);
    }

    private static String rebalanceBanner(Call call) {
        return switch (call.argument(0)) {
            case "all" -> "Re-balancing leaders of all replicated queues...";
            case "quorum" -> "Re-balancing leaders of quorum queues...";
            default -> "Re-balancing leaders of streams...";
        };
    }

    private static Outcome rows(Call call, String column) throws Failure, UnreachableException {
        ok(call.api().get("whoami"));
        return Outcome.boxed(new Rows(column));
    }

    /** Its only member is here. */
    private static Outcome members(Call call, String type) throws Failure, UnreachableException {
        Answer answer = call.api().get("queues", call.virtualHost(), call.argument(0));
        if (answer.isNotFound()) {
            throw Failure.bare(Exit.DATA, "Object (queue, stream, exchange, etc) was not found");
        }
        JsonObject queue = ok(answer).object();
        if (!queue.text("type").equals(type)) {
            throw Failure.of(
                    Exit.UNAVAILABLE,
                    "queue " + call.argument(0) + " in vhost " + call.virtualHost() + " is a " + queue.text("type")
                            + " queue, not " + type);
        }
        Rows rows = new Rows("Node Name", "Raft State", "Membership");
        rows.add(List.of(call.node(), "leader", "voter"));
        return Outcome.boxed(rows);
    }

    /** By basic.get and requeueing: messages before it are seen, too, and stay in their place. */
    private static Outcome peek(Call call) throws Failure, UnreachableException {
        int position = Integer.parseInt(call.argument(1));
        Answer answer = call.api()
                .post(
                        JsonObject.of()
                                .with("count", position)
                                .with("ackmode", "ack_requeue_true")
                                .with("encoding", "auto"),
                        "queues",
                        call.virtualHost(),
                        call.argument(0),
                        "get");
        if (answer.isNotFound()) {
            throw Failure.of(
                    Exit.UNAVAILABLE, "Target queue was not found in virtual host '" + call.virtualHost() + "'");
        }
        List<JsonObject> messages = ok(answer).objects();
        if (messages.size() < position) {
            throw Failure.of(Exit.UNAVAILABLE, "Target queue does not have a message at that position");
        }
        JsonObject message = messages.get(position - 1);
        Rows rows = new Rows("keys", "values");
        for (String field : List.of("payload", "routing_key", "exchange", "payload_bytes", "properties")) {
            rows.add(java.util.Arrays.asList(field, message.value(field)));
        }
        return Outcome.boxed(rows);
    }
}
