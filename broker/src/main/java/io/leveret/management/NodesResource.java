// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.figures.LoopFigures;
import io.leveret.net.Network;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The nodes of the cluster: this one. */
final class NodesResource implements Resource {
    private final Node node;
    private final Operations operations;
    private final Listeners listeners;
    private final Totals totals;

    NodesResource(Node node, Operations operations, Listeners listeners, Totals totals) {
        this.operations = operations;
        this.node = node;
        this.listeners = listeners;
        this.totals = totals;
    }

    @Override
    public void mount(Api api) {
        api.at("/nodes", Right.MONITORING)
                .get(call -> json().compose(json -> Lists.answer(call, new JsonArray().add(json), "name")));
        api.at("/nodes/:node", Right.MONITORING).get(call -> {
            mustBe(call, node);
            return json().compose(json -> Lists.answerOne(call, json));
        });
        api.at("/nodes/:node/memory", Right.MONITORING).get(call -> memory(call, false));
        api.at("/nodes/:node/memory/relative", Right.MONITORING).get(call -> memory(call, true));
    }

    /** @throws Refusal unless the path names this node */
    static void mustBe(Call call, Node node) {
        if (!call.name("node").equals(node.name())) {
            throw Refusal.notFound();
        }
    }

    private Future<JsonObject> json() {
        return totals.activity().map(this::json);
    }

    private JsonObject json(LoopFigures activity) {
        NodeResources resources = node.resources().get();
        Optional<OperatingSystem.OpenFiles> files = OperatingSystem.openFiles();
        long filesMax = files.map(OperatingSystem.OpenFiles::limit).orElse(0L);
        long forces =
                resources.forceCounts().stream().mapToLong(Long::longValue).sum();
        Set<String> alarms = node.sessions().alarms();
        Runtime runtime = Runtime.getRuntime();
        long threads = Thread.activeCount();
        JsonObject json = new JsonObject()
                .put("name", node.name())
                .put("type", "disc")
                .put("running", true)
                .put("being_drained", false)
                .put("os_pid", Long.toString(ProcessHandle.current().pid()))
                .put("uptime", System.currentTimeMillis() - node.startedAtMillis())
                .put("processors", runtime.availableProcessors())
                .put("run_queue", 0)
                .put("rates_mode", "basic")
                .put("partitions", new JsonArray())
                .put("cluster_links", new JsonArray())
                .put("net_ticktime", 60)
                .put("mem_calculation_strategy", "allocated")
                .put("mem_used", resources.memoryUsedBytes())
                .put("mem_limit", resources.memoryLimitBytes())
                .put("mem_alarm", alarms.contains("memory"))
                .put("disk_free", resources.diskFreeBytes())
                .put("disk_free_limit", resources.diskLimitBytes())
                .put("disk_free_alarm", alarms.contains("disk"))
                .put("fd_used", files.map(OperatingSystem.OpenFiles::open).orElse(0L))
                .put("fd_total", filesMax)
                .put("sockets_used", node.sessions().all().size())
                .put("sockets_total", filesMax)
                .put("proc_used", threads)
                .put("proc_total", 1_048_576)
                .put("io_write_bytes", resources.writtenBytes())
                .put("io_sync_count", forces)
                .put("exchange_types", OverviewResource.exchangeTypes())
                .put("auth_mechanisms", mechanisms())
                .put("applications", applications())
                .put("contexts", listeners.contexts())
                .put("enabled_plugins", new JsonArray().add("rabbitmq_management"))
                .put("log_files", new JsonArray(operations.logLocations()))
                .put("db_dir", node.directory())
                .put("config_files", new JsonArray())
                .put("ra_open_file_metrics", new JsonObject());
        return json.mergeIn(Totals.churn(activity));
    }

    private JsonArray mechanisms() {
        JsonArray list = new JsonArray();
        for (String name : node.settings().authentication().mechanisms()) {
            list.add(new JsonObject()
                    .put("name", name)
                    .put("description", "SASL " + name + " authentication mechanism")
                    .put("enabled", true));
        }
        return list;
    }

    private JsonArray applications() {
        JsonArray list = new JsonArray();
        for (Map.Entry<String, String> application : List.of(
                Map.entry("rabbit", "RabbitMQ"), Map.entry("rabbitmq_management", "RabbitMQ Management Console"))) {
            list.add(new JsonObject()
                    .put("name", application.getKey())
                    .put("description", application.getValue())
                    .put("version", Node.RABBITMQ_VERSION));
        }
        return list.add(new JsonObject()
                .put("name", "leveret")
                .put("description", "Leveret")
                .put("version", node.version()));
    }

    private Future<Answer> memory(Call call, boolean relative) {
        mustBe(call, node);
        Runtime runtime = Runtime.getRuntime();
        long heap = runtime.totalMemory() - runtime.freeMemory();
        long direct = Network.directBytes();
        long total = OperatingSystem.residentBytes();
        long reserved = Math.max(0, total - heap - direct);
        JsonObject memory = new JsonObject();
        Map<String, Long> parts = new LinkedHashMap<>();
        parts.put("heap", heap);
        parts.put("binary", direct);
        parts.put("reserved_unallocated", reserved);
        parts.forEach((name, bytes) -> memory.put(name, relative ? Math.round(100.0 * bytes / total) : bytes));
        if (relative) {
            memory.put("total", 100);
        } else {
            memory.put("strategy", "allocated")
                    .put(
                            "total",
                            new JsonObject()
                                    .put("erlang", heap + direct)
                                    .put("rss", total)
                                    .put("allocated", total));
        }
        return Answer.ok(new JsonObject().put("memory", memory));
    }
}
