// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.VirtualHost;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the node is, as {@code rabbitmqctl status} shows it. */
final class NodeStatus {
    private NodeStatus() {}

    static JsonObject of(Node node, Operations operations, Listeners listeners) {
        NodeResources resources = node.resources().get();
        return new JsonObject()
                .put("node", node.name())
                .put("pid", ProcessHandle.current().pid())
                .put("os", System.getProperty("os.name"))
                .put("uptime", System.currentTimeMillis() - node.startedAtMillis())
                .put("rabbitmq_version", Node.RABBITMQ_VERSION)
                .put("product_version", node.version())
                .put("java", System.getProperty("java.vendor") + " Java " + System.getProperty("java.version"))
                .put("cluster_name", node.settings().identity().clusterName())
                .put("serving", operations.isServing())
                .put("alarms", new JsonArray(List.copyOf(node.sessions().alarms())))
                .put("data_directory", node.directory())
                .put("memory", memory())
                .put("memory_used", resources.memoryUsedBytes())
                .put("memory_limit", resources.memoryLimitBytes())
                .put("memory_watermark", operations.memoryWatermark())
                .put("disk_free", resources.diskFreeBytes())
                .put("disk_free_limit", resources.diskLimitBytes())
                .put("threads", ManagementFactory.getThreadMXBean().getThreadCount())
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("files", files())
                .put("listeners", listeners(listeners))
                .put("totals", totals(node))
                .put("environment", environment());
    }

    /** By what it is for, bytes. */
    private static JsonObject memory() {
        JsonObject memory = new JsonObject();
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            String kind = pool.getType() == MemoryType.HEAP ? "heap" : kind(pool.getName());
            memory.put(kind, memory.getLong(kind, 0L) + pool.getUsage().getUsed());
        }
        long committed =
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
        memory.put("heap_unused", Math.max(0, committed - memory.getLong("heap", 0L)));
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals("direct")) {
                memory.put("direct_buffers", pool.getMemoryUsed());
            }
        }
        return memory;
    }

    private static String kind(String pool) {
        return pool.contains("Code") ? "code" : "classes";
    }

    private static JsonObject files() {
        return OperatingSystem.openFiles()
                .map(files -> new JsonObject().put("used", files.open()).put("limit", files.limit()))
                .orElseGet(JsonObject::new);
    }

    private static JsonObject totals(Node node) {
        int queues = 0;
        Collection<VirtualHost> virtualHosts = node.definitions().virtualHosts();
        for (VirtualHost virtualHost : virtualHosts) {
            queues += virtualHost.queues().size();
        }
        return new JsonObject()
                .put("connections", node.sessions().all().size())
                .put("queues", queues)
                .put("virtual_hosts", virtualHosts.size());
    }

    /** The variables that say something to a node. */
    private static JsonObject environment() {
        JsonObject environment = new JsonObject();
        for (Map.Entry<String, String> variable : new TreeMap<>(System.getenv()).entrySet()) {
            String name = variable.getKey();
            if (name.startsWith("RABBITMQ_") || name.startsWith("LEVERET_") || name.equals("JAVA_HOME")) {
                environment.put(name, name.contains("PASS") ? "********" : variable.getValue());
            }
        }
        return environment;
    }

    private static JsonArray listeners(Listeners listeners) {
        JsonArray all = new JsonArray();
        for (Node.Listener listener : listeners.all()) {
            InetSocketAddress address = listener.address();
            all.add(listener(listener.protocol(), address.getAddress().getHostAddress(), address.getPort()));
        }
        return all;
    }

    private static JsonObject listener(String protocol, String host, int port) {
        return new JsonObject()
                .put("protocol", protocol)
                .put("interface", host.contains(":") ? "[" + (host.matches("[0:]+") ? "::" : host) + "]" : host)
                .put("port", port);
    }
}
