// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.Format;
import io.leveret.cli.output.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code report}: what the other commands show, one after the other, with all their columns. */
final class Report implements Group {
    private static final List<String> OF_NODE =
            List.of("status", "cluster_status", "environment", "list_connections", "list_channels", "os_env");
    private static final List<String> OF_VIRTUAL_HOST = List.of(
            "list_queues",
            "list_exchanges",
            "list_bindings",
            "list_permissions",
            "list_policies",
            "list_global_parameters",
            "list_parameters");

    private final Commands commands;
    private final Catalogue catalogue;

    Report(Commands commands, Catalogue catalogue) {
        this.commands = commands;
        this.catalogue = catalogue;
    }

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return name.equals("report")
                ? Command.of(call -> "Reporting server status of node " + call.node() + " ...", this::report)
                : null;
    }

    private Outcome report(Call call) throws Failure, UnreachableException {
        List<String> lines = new ArrayList<>();
        for (String name : OF_NODE) {
            add(call, name, lines);
        }
        for (JsonObject virtualHost : ok(call.api().get("vhosts")).objects()) {
            Map<String, String> options = new HashMap<>(call.options());
            options.put("vhost", virtualHost.text("name"));
            for (String name : OF_VIRTUAL_HOST) {
                add(call.with(options), name, lines);
            }
        }
        return new Outcome.Raw(String.join("\n", lines));
    }

    /** RabbitMQ's diagnostics know each of these commands. */
    private void add(Call call, String name, List<String> lines) throws Failure, UnreachableException {
        Listing listing = Objects.requireNonNull(catalogue.find(Tool.DIAGNOSTICS, name));
        Call part = call.of(listing, columns(name));
        Command command = commands.find(Tool.DIAGNOSTICS, name);
        lines.add("");
        lines.add(command.banner().of(part));
        lines.addAll(Shown.lines(command.action().perform(part), part, Format.TABLE));
    }

    private static List<String> columns(String name) {
        return switch (name) {
            case "list_connections" -> ConnectionCommands.CONNECTION.known();
            case "list_channels" -> ConnectionCommands.CHANNEL.known();
            case "list_queues" -> ListingCommands.QUEUES.known();
            case "list_exchanges" -> ListingCommands.EXCHANGES.known();
            default -> List.of();
        };
    }
}
