// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.FieldTable;
import io.leveret.cli.output.JsonObject;
import io.leveret.cli.output.Rows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Clients' connections and channels: who is there, and closing them. */
final class ConnectionCommands implements Group {
    private static final String CONNECTIONS = "connections";
    static final Columns CONNECTION = new Columns(
            List.of("user", "peer_host", "peer_port", "state"),
            "pid name port host peer_port peer_host ssl ssl_protocol ssl_key_exchange ssl_cipher ssl_hash"
                    + " peer_cert_subject peer_cert_issuer peer_cert_serial_number peer_cert_validity state channels"
                    + " protocol auth_mechanism user vhost container_id timeout frame_max channel_max client_properties"
                    + " recv_oct recv_cnt send_oct send_cnt send_pend connected_at");
    static final Columns CHANNEL = new Columns(
            List.of("pid", "user", "consumer_count", "messages_unacknowledged"),
            "pid connection name number user vhost transactional confirm consumer_count messages_unacknowledged"
                    + " messages_uncommitted acks_uncommitted messages_unconfirmed prefetch_count"
                    + " global_prefetch_count");

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "list_connections" ->
                Command.of(call -> "Listing connections ...", ConnectionCommands::connections)
                        .checking(CONNECTION::check);
            case "list_channels" ->
                Command.of(call -> "Listing channels ...", ConnectionCommands::channels)
                        .checking(CHANNEL::check);
            case "close_connection" ->
                Command.of(
                        call -> "Closing connection " + call.argument(0) + ", reason: " + call.argument(1) + "...",
                        ConnectionCommands::closeOne);
            case "close_all_connections" ->
                Command.of(ConnectionCommands::closeAllBanner, ConnectionCommands::closeAll);
            case "close_all_user_connections" ->
                Command.of(
                        call -> "Closing connections of user " + call.argument(0) + ", reason: " + call.argument(1)
                                + "...",
                        ConnectionCommands::closeOfUser);
            default -> null;
        };
    }

    private static List<JsonObject> all(Call call) throws Failure, UnreachableException {
        return ok(call.api().get(CONNECTIONS)).objects();
    }

    private static Outcome connections(Call call) throws Failure, UnreachableException {
        List<String> columns = CONNECTION.of(call);
        Rows rows = new Rows(columns);
        Pids pids = Pids.of(call, columns);
        for (JsonObject connection : all(call)) {
            JsonObject row = JsonObject.of();
            for (String column : columns) {
                row.with(column, connection(connection, column, pids));
            }
            rows.add(row);
        }
        return Outcome.streamed(rows);
    }

    private static @Nullable Object connection(JsonObject connection, String column, Pids pids) {
        return switch (column) {
            case "pid" -> pids.connection(connection.text("name"));
            case "client_properties" -> new FieldTable(connection.object(column));
            case "protocol" -> protocol(connection.text(column));
            default -> connection.value(column);
        };
    }

    /** RabbitMQ's tools show Erlang's tuple. */
    private static String protocol(String name) {
        return name.equals("AMQP 0-9-1") ? "{0,9,1}" : name;
    }

    private static Outcome channels(Call call) throws Failure, UnreachableException {
        List<String> columns = CHANNEL.of(call);
        Rows rows = new Rows(columns);
        Pids pids = Pids.of(call, columns);
        for (JsonObject channel : ok(call.api().get("channels")).objects()) {
            JsonObject row = JsonObject.of();
            for (String column : columns) {
                row.with(column, channel(channel, column, pids));
            }
            rows.add(row);
        }
        return Outcome.streamed(rows);
    }

    private static @Nullable Object channel(JsonObject channel, String column, Pids pids) {
        return switch (column) {
            case "pid" -> pids.channel(channel.object("connection_details").text("name"), channel.number("number"));
            case "connection" ->
                pids.connection(channel.object("connection_details").text("name"));
            default -> channel.value(column);
        };
    }

    private static Outcome closeOne(Call call) throws Failure, UnreachableException {
        String asked = call.argument(0);
        Pids pids = Pids.of(call);
        for (JsonObject connection : all(call)) {
            String name = connection.text("name");
            if (pids.connection(name).equals(asked) || name.equals(asked)) {
                close(call, connection, call.argument(1));
                return Outcome.done();
            }
        }
        throw Failure.of(Exit.UNAVAILABLE, "Error:\n{:invalid_pid_syntax, \"" + asked + "\"}");
    }

    private static void close(Call call, JsonObject connection, String reason) throws Failure, UnreachableException {
        Existing.gone(call.api().deleteBecause(reason, CONNECTIONS, connection.text("name")));
    }

    private static String closeAllBanner(Call call) {
        String reason = ", reason: " + call.argument(0) + "...";
        if (call.flag("global")) {
            return "Closing all connections to node " + call.node() + " (across all vhosts)" + reason;
        }
        String count = limit(call) == 0 ? "all" : String.valueOf(limit(call));
        return "Closing " + count + " connections in vhost " + call.virtualHost() + reason;
    }

    private static int limit(Call call) {
        return Integer.parseInt(call.option("limit", "0"));
    }

    private static Outcome closeAll(Call call) throws Failure, UnreachableException {
        List<JsonObject> chosen = new ArrayList<>(all(call));
        if (!call.flag("global")) {
            chosen.removeIf(connection -> !connection.text("vhost").equals(call.virtualHost()));
            if (limit(call) > 0 && chosen.size() > limit(call)) {
                chosen = chosen.subList(0, limit(call));
            }
        }
        int delay = Integer.parseInt(call.option("per-connection-delay", "0"));
        for (JsonObject connection : chosen) {
            close(call, connection, call.argument(0));
            NodeCommands.pause(Math.max(0, delay));
        }
        return Outcome.text("Closed " + chosen.size() + " connections");
    }

    private static Outcome closeOfUser(Call call) throws Failure, UnreachableException {
        for (JsonObject connection : all(call)) {
            if (connection.text("user").equals(call.argument(0))) {
                close(call, connection, call.argument(1));
            }
        }
        return Outcome.done();
    }
}
