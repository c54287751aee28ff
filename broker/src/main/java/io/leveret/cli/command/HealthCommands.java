// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.Answer;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks that fail with 69, for those who watch. */
final class HealthCommands implements Group {
    private static final int CONNECT_MILLIS = 5_000;
    private static final JsonObject OK = JsonObject.of().with("result", "ok");

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "alarms" ->
                Command.of(
                        call -> "Asking node " + call.node() + " to report any known resource alarms ...",
                        HealthCommands::alarms);
            case "check_alarms" ->
                Command.of(
                        call -> "Asking node " + call.node() + " to report any local resource alarms ...",
                        HealthCommands::checkAlarms);
            case "check_local_alarms" ->
                Command.of(
                        call -> "This command is DEPRECATED and is a no-op. It will be removed in a future version.",
                        call -> passed(call, "Node " + call.node() + " reported no local alarms"));
            case "node_health_check" ->
                Command.of(
                        call -> "This command is DEPRECATED and is a no-op. It will be removed in a future version. \n"
                                + "Use one of the options covered in "
                                + "https://www.rabbitmq.com/monitoring.html#health-checks instead.",
                        call -> Outcome.done());
            case "check_running" ->
                Command.of(
                        call -> "Checking if RabbitMQ is running on node " + call.node() + " ...",
                        call -> Outcome.message(running(call, true)));
            case "is_running" ->
                Command.of(call -> "Asking node " + call.node() + " for its status ...", HealthCommands::isRunning);
            case "is_booting" ->
                Command.of(call -> "Asking node " + call.node() + " for its boot status ...", call -> {
                    Status.of(call);
                    return said(
                            false,
                            "RabbitMQ on node " + call.node() + " is fully booted (check with is_running), stopped "
                                    + "or has not started booting yet");
                });
            case "check_port_listener" ->
                Command.of(
                                call -> "Asking node " + call.node() + " if there's an active listener on port "
                                        + call.argument(0) + " ...",
                                HealthCommands::checkPort)
                        .checking(call -> Numbers.positive(call.argument(0)));
            case "check_protocol_listener" ->
                Command.of(
                        call -> "Asking node " + call.node() + " if there's an active listener for protocol "
                                + call.argument(0) + " ...",
                        HealthCommands::checkProtocol);
            case "check_port_connectivity" ->
                Command.of(
                        call -> "Testing TCP connections to all active listeners on node " + call.node() + " using "
                                + (call.has("address")
                                        ? call.option("address", "") + " for node IP address ..."
                                        : "hostname resolution ..."),
                        HealthCommands::checkConnectivity);
            case "check_virtual_hosts" ->
                Command.of(call -> "Checking if all vhosts are running on node " + call.node() + " ...", call -> {
                    ok(call.api().get("vhosts"));
                    return passed(call, "Node " + call.node() + " reported all vhosts as running");
                });
            case "check_if_metadata_store_initialized", "check_if_metadata_store_initialized_with_data" ->
                Command.of(
                        call -> "Checking if metadata store on node " + call.node() + " has finished initializing ...",
                        call -> {
                            Status.of(call);
                            return passed(
                                    call,
                                    "Metadata store on node " + call.node() + " has completed its initialization");
                        });
            case "check_certificate_expiration" ->
                Command.of(
                                call -> "Checking certificate expiration for all certificates on node " + call.node()
                                        + " ...",
                                HealthCommands::checkCertificates)
                        .checking(HealthCommands::checkUnit);
            default -> null;
        };
    }

    private static Outcome passed(Call call, String text) {
        return call.flag("silent") && !call.isJson() ? Outcome.done() : new Outcome.Text(text, OK);
    }

    private static Outcome said(boolean result, String text) {
        return new Outcome.Text(text, JsonObject.of().with("message", text).with("result", result));
    }

    private static Outcome alarms(Call call) throws Failure, UnreachableException {
        List<String> alarms = Status.of(call).alarmLines(call.node());
        if (alarms.isEmpty()) {
            return new Outcome.Text(
                    "Node " + call.node() + " reported no alarms, local or clusterwide",
                    JsonObject.of()
                            .with("alarms", alarms)
                            .with("node", call.node())
                            .with("result", "ok"));
        }
        return new Outcome.Text(String.join("\n", alarms), reported(call, alarms, "ok"));
    }

    private static JsonObject reported(Call call, List<String> alarms, String result) {
        return JsonObject.of()
                .with("global", List.of())
                .with("local", alarms)
                .with("message", "Node " + call.node() + " reported alarms")
                .with("result", result);
    }

    private static Outcome checkAlarms(Call call) throws Failure, UnreachableException {
        List<String> alarms = Status.of(call).alarmLines(call.node());
        if (alarms.isEmpty()) {
            return passed(call, "Node " + call.node() + " reported no alarms, local or clusterwide");
        }
        throw Failure.check(call.flag("silent") ? "" : String.join("\n", alarms), reported(call, alarms, "error"));
    }

    private static String running(Call call, boolean fail) throws Failure, UnreachableException {
        if (Status.of(call).json().isTrue("serving")) {
            return "RabbitMQ on node " + call.node() + " is fully booted and running";
        }
        String text = "RabbitMQ on node " + call.node()
                + " is not running or has not fully booted yet (check with is_booting)";
        if (fail) {
            throw Failure.of(Exit.UNAVAILABLE, text);
        }
        return text;
    }

    private static Outcome isRunning(Call call) throws Failure, UnreachableException {
        String text = running(call, false);
        return said(text.endsWith("running"), text);
    }

    private static Outcome checkPort(Call call) throws Failure, UnreachableException {
        Status status = Status.of(call);
        long port = Long.parseLong(call.argument(0));
        for (JsonObject listener : status.listeners()) {
            if (listener.number("port") == port) {
                return new Outcome.Text(
                        "A listener for port " + port + " is running on node " + call.node() + ".",
                        JsonObject.of()
                                .with("node", call.node())
                                .with("port", port)
                                .with("result", "ok"));
            }
        }
        throw Failure.check(
                "No listener for port " + port + " is active on node " + call.node()
                        + ". Found listeners that use the following ports: " + status.ports(),
                JsonObject.of()
                        .with("listeners", status.listenerMaps(call.node()))
                        .with("missing", port)
                        .with("result", "error"));
    }

    private static Outcome checkProtocol(Call call) throws Failure, UnreachableException {
        Status status = Status.of(call);
        String protocol = protocol(call.argument(0));
        List<String> found = new ArrayList<>();
        for (JsonObject listener : status.listeners()) {
            found.add(listener.text("protocol"));
        }
        if (found.contains(protocol)) {
            return new Outcome.Text(
                    "A listener for protocol " + protocol + " is running on node " + call.node() + ".",
                    JsonObject.of()
                            .with("node", call.node())
                            .with("protocol", protocol)
                            .with("result", "ok"));
        }
        throw Failure.of(
                Exit.UNAVAILABLE,
                "No listener for protocol " + protocol + " is active on node " + call.node()
                        + ". Found listeners for the following protocols: "
                        + String.join(", ", found.stream().sorted().toList()),
                JsonObject.of()
                        .with("listeners", status.listenerMaps(call.node()))
                        .with("missing", protocol)
                        .with("protocols", found)
                        .with("result", "error"));
    }

    /** RabbitMQ's many names for its protocols. */
    private static String protocol(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return switch (lower.replaceAll("[._-]", "")) {
            case "amqp091", "amqp10", "amqp" -> "amqp";
            case "amqps" -> "amqp/ssl";
            case "http1", "http11", "httpapi", "management", "managementui", "ui" -> "http";
            case "cli", "distribution" -> "clustering";
            default -> lower;
        };
    }

    private static Outcome checkConnectivity(Call call) throws Failure, UnreachableException {
        Status status = Status.of(call);
        List<String> failed = new ArrayList<>();
        List<String> lines = status.listenerLines();
        for (int i = 0; i < lines.size(); i++) {
            JsonObject listener = status.listeners().get(i);
            if (!connects(address(call, listener.text("interface")), (int) listener.number("port"))) {
                failed.add(lines.get(i));
            }
        }
        if (!failed.isEmpty()) {
            throw Failure.of(
                    Exit.UNAVAILABLE,
                    "Connection to ports of the following listeners on node " + call.node() + " failed: \n"
                            + String.join("\n", failed));
        }
        String how = call.has("address")
                ? "(using " + call.option("address", "") + " for target IP address)"
                : "(using node hostname resolution)";
        return new Outcome.Text(
                "Successfully connected to ports " + status.ports() + " on node " + call.node() + " " + how,
                JsonObject.of()
                        .with("listeners", status.listenerMaps(call.node()))
                        .with("node", call.node())
                        .with("result", "ok"));
    }

    private static String address(Call call, String listening) {
        if (call.has("address")) {
            return call.option("address", "");
        }
        return listening.equals("0.0.0.0") || listening.equals("[::]") ? "localhost" : listening;
    }

    private static boolean connects(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String unit(Call call) {
        return call.option("unit", "weeks").toLowerCase(Locale.ROOT);
    }

    private static void checkUnit(Call call) throws Failure {
        if (!List.of("days", "weeks", "months", "years").contains(unit(call))) {
            throw Failure.badArgument("unit '" + call.option("unit", "")
                    + "' is not supported. Supported units are: days, weeks, months and years");
        }
        if (call.has("within")) {
            Numbers.positive(call.option("within", ""));
        }
    }

    private static Outcome checkCertificates(Call call) throws Failure, UnreachableException {
        String within = call.option("within", "4");
        Answer answer = call.api().get("health", "checks", "certificate-expiration", within, unit(call));
        if (!answer.isOk()) {
            throw Failure.check(answer.reason(), answer.object());
        }
        String unit = within.equals("1") ? unit(call).substring(0, unit(call).length() - 1) : unit(call);
        return Outcome.message("No certificates are expiring within " + within + " " + unit + ".");
    }
}
