// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The node as a whole, for people, in RabbitMQ's sections. */
final class StatusCommands implements Group {
    private static final String NONE = "(none)";
    private static final int MILLIS = 1000;
    private static final double PERCENT = 100;

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "status" -> Command.of(call -> "Status of node " + call.node() + " ...", StatusCommands::status);
            case "cluster_status" ->
                Command.of(call -> "Cluster status of node " + call.node() + " ...", StatusCommands::clusterStatus);
            case "environment" ->
                Command.of(
                        call -> "Application environment of node " + call.node() + " ...", StatusCommands::environment);
            case "memory_breakdown" ->
                Command.of(
                        call -> "Reporting memory breakdown on node " + call.node() + "...", StatusCommands::breakdown);
            default -> null;
        };
    }

    private static Outcome status(Call call) throws Failure, UnreachableException {
        Status status = Status.of(call);
        JsonObject json = status.json();
        List<String> lines = new ArrayList<>();
        lines.addAll(List.of(
                "Runtime\n",
                "OS PID: " + json.text("pid"),
                "OS: " + json.text("os"),
                "Uptime (seconds): " + json.number("uptime") / MILLIS,
                "Is under maintenance?: " + !json.isTrue("serving"),
                "Product name: Leveret",
                "Product version: " + json.text("product_version"),
                "RabbitMQ version: " + json.text("rabbitmq_version"),
                "Node name: " + call.node(),
                "Java: " + json.text("java"),
                "Threads: " + json.text("threads"),
                "CPU cores: " + json.text("processors")));
        lines.addAll(List.of("\nPlugins\n", "Enabled plugins, all of them built in:\n"));
        Plugins.builtIn().forEach(plugin -> lines.add(" * " + plugin));
        lines.addAll(List.of("\nData directory\n", "Node data directory: " + json.text("data_directory")));
        lines.add("\nAlarms\n");
        lines.addAll(orNone(status.alarmLines(call.node())));
        lines.addAll(List.of(
                "\nMemory\n",
                "Total memory used: " + Numbers.gigabytes(json.number("memory_used")),
                "Memory high watermark setting: " + watermark(json.text("memory_watermark")) + ", computed to: "
                        + Numbers.gigabytes(json.number("memory_limit")) + "\n"));
        lines.addAll(breakdownLines(json, " %)"));
        JsonObject files = json.object("files");
        lines.addAll(
                List.of("\nFile Descriptors\n", "Total: " + files.text("used") + ", limit: " + files.text("limit")));
        lines.addAll(List.of(
                "\nFree Disk Space\n",
                "Low free disk space watermark: " + Numbers.gigabytes(json.number("disk_free_limit")),
                "Free disk space: " + Numbers.gigabytes(json.number("disk_free"))));
        JsonObject totals = json.object("totals");
        lines.addAll(List.of(
                "\nTotals\n",
                "Connection count: " + totals.text("connections"),
                "Queue count: " + totals.text("queues"),
                "Virtual host count: " + totals.text("virtual_hosts")));
        lines.add("\nListeners\n");
        lines.addAll(orNone(status.listenerLines()));
        return new Outcome.Text(String.join("\n", lines), statusJson(call, status));
    }

    private static JsonObject statusJson(Call call, Status status) {
        JsonObject json = status.json();
        JsonObject totals = json.object("totals");
        return JsonObject.of()
                .with("active_plugins", Plugins.builtIn())
                .with("alarms", status.alarmLines(call.node()))
                .with("data_directory", json.text("data_directory"))
                .with("disk_free", json.number("disk_free"))
                .with("disk_free_limit", json.number("disk_free_limit"))
                .with("is_under_maintenance", !json.isTrue("serving"))
                .with("listeners", status.listenerMaps(call.node()))
                .with("memory", json.object("memory").with("total", json.number("memory_used")))
                .with("os", json.text("os"))
                .with("pid", json.number("pid"))
                .with("product_name", "Leveret")
                .with("product_version", json.text("product_version"))
                .with("rabbitmq_version", json.text("rabbitmq_version"))
                .with(
                        "totals",
                        JsonObject.of()
                                .with("connection_count", totals.number("connections"))
                                .with("queue_count", totals.number("queues"))
                                .with("virtual_host_count", totals.number("virtual_hosts")))
                .with("uptime", json.number("uptime") / MILLIS)
                .with("vm_memory_high_watermark_limit", json.number("memory_limit"))
                .with("vm_memory_high_watermark_setting", json.text("memory_watermark"));
    }

    private static List<String> orNone(List<String> lines) {
        return lines.isEmpty() ? List.of(NONE) : lines;
    }

    private static String watermark(String setting) {
        return setting.startsWith("{absolute,")
                ? Numbers.gigabytes(Long.parseLong(setting.substring("{absolute,".length(), setting.length() - 1)))
                : setting + " of available memory";
    }

    /** Largest first. */
    private static List<String> breakdownLines(JsonObject json, String end) {
        JsonObject memory = json.object("memory");
        double total =
                memory.fields().keySet().stream().mapToLong(memory::number).sum();
        List<String> names = new ArrayList<>(memory.fields().keySet());
        names.sort((one, other) -> Long.compare(memory.number(other), memory.number(one)));
        List<String> lines = new ArrayList<>();
        for (String each : names) {
            double percent = Math.round(memory.number(each) / Math.max(1, total) * PERCENT * PERCENT) / PERCENT;
            lines.add(each + ": " + Numbers.gigabytes(memory.number(each)) + " (" + percent + end);
        }
        return lines;
    }

    private static Outcome breakdown(Call call) throws Failure, UnreachableException {
        JsonObject json = Status.of(call).json();
        JsonObject memory = json.object("memory");
        double total =
                memory.fields().keySet().stream().mapToLong(memory::number).sum();
        JsonObject shares = JsonObject.of();
        for (Map.Entry<String, @Nullable Object> each : memory.fields().entrySet()) {
            long bytes = memory.number(each.getKey());
            shares.with(
                    each.getKey(),
                    JsonObject.of()
                            .with("bytes", bytes)
                            .with("percentage", Math.round(bytes / Math.max(1, total) * PERCENT * PERCENT) / PERCENT));
        }
        return new Outcome.Text(String.join("\n", breakdownLines(json, "%)")) + "\n", shares);
    }

    private static Outcome clusterStatus(Call call) throws Failure, UnreachableException {
        Status status = Status.of(call);
        JsonObject json = status.json();
        String node = call.node();
        String maintenance = json.isTrue("serving") ? "not under maintenance" : "marked for maintenance";
        List<String> lines = new ArrayList<>(List.of(
                "Basics\n",
                "Cluster name: " + json.text("cluster_name"),
                "Total CPU cores available cluster-wide: " + json.text("processors"),
                "\nCluster Tags\n",
                NONE,
                "\nDisk Nodes\n",
                node,
                "\nRunning Nodes\n",
                node,
                "\nVersions\n",
                node + ": RabbitMQ " + json.text("rabbitmq_version") + " (Leveret " + json.text("product_version")
                        + ") on " + json.text("java"),
                "\nCPU Cores\n",
                "Node: " + node + ", available CPU cores: " + json.text("processors"),
                "\nMaintenance status\n",
                "Node: " + node + ", status: " + maintenance,
                "\nAlarms\n"));
        lines.addAll(orNone(status.alarmLines(node)));
        lines.addAll(List.of("\nNetwork Partitions\n", NONE, "\nListeners\n"));
        for (String listener : orNone(status.listenerLines())) {
            lines.add(
                    listener.equals(NONE)
                            ? NONE
                            : "Node: " + node + ", interface: " + listener.substring("Interface: ".length()));
        }
        lines.add("\nFeature flags\n");
        for (JsonObject flag : Features.flags(call)) {
            lines.add("Flag: " + flag.text("name") + ", state: " + flag.text("state"));
        }
        JsonObject map = JsonObject.of()
                .with("alarms", status.alarmLines(node))
                .with("cluster_name", json.text("cluster_name"))
                .with("disk_nodes", List.of(node))
                .with("feature_flags", Features.flags(call))
                .with("listeners", JsonObject.of().with(node, status.listenerMaps(node)))
                .with("maintenance_status", JsonObject.of().with(node, maintenance))
                .with("partitions", JsonObject.of())
                .with("ram_nodes", List.of())
                .with("running_nodes", List.of(node))
                .with(
                        "versions",
                        JsonObject.of()
                                .with(
                                        node,
                                        JsonObject.of()
                                                .with("rabbitmq_name", "RabbitMQ")
                                                .with("rabbitmq_version", json.text("rabbitmq_version"))
                                                .with("java", json.text("java"))));
        return new Outcome.Text(String.join("\n", lines), map);
    }

    /** Leveret's settings, as {@code --print-config} shows them: there are no Erlang applications. */
    private static Outcome environment(Call call) throws Failure, UnreachableException {
        Object json = ok(call.api().get("leveret", "environment")).json();
        List<String> lines = new ArrayList<>();
        JsonObject settings = JsonObject.of();
        if (json instanceof List<?> all) {
            for (Object line : all) {
                String text = String.valueOf(line);
                lines.add(text);
                int equals = text.indexOf(" = ");
                int origin = text.lastIndexOf("  # ");
                if (equals > 0) {
                    settings.with(
                            text.substring(0, equals),
                            text.substring(equals + " = ".length(), origin < 0 ? text.length() : origin));
                }
            }
        }
        return new Outcome.Text(String.join("\n", lines), settings);
    }
}
