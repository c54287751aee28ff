// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.table.Table;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Runtime parameters: values that operators keep in virtual hosts for a component of the node, and global ones. Changed
 * by the definitions' one writer, read from every thread without a lock; lists are in the order of names.
 */
public final class Parameters {
    public static final String VIRTUAL_HOST_LIMITS = "vhost-limits";

    /** The name of the one parameter that has a virtual host's limits. */
    public static final String LIMITS = "limits";

    public static final String MAX_CONNECTIONS = "max-connections";
    public static final String MAX_QUEUES = "max-queues";

    private final ConcurrentNavigableMap<Key, Object> values = new ConcurrentSkipListMap<>();
    private final ConcurrentNavigableMap<String, Object> global = new ConcurrentSkipListMap<>();

    /**
     * Where a parameter is kept.
     *
     * @param component of the node that it is for
     */
    public record Key(String virtualHost, String component, String name) implements Comparable<Key> {
        @Override
        public int compareTo(Key that) {
            int byHost = virtualHost.compareTo(that.virtualHost);
            int byComponent = byHost != 0 ? byHost : component.compareTo(that.component);
            return byComponent != 0 ? byComponent : name.compareTo(that.name);
        }
    }

    /**
     * @param value one that a field table can have
     */
    public record Parameter(Key key, Object value) {}

    public List<Parameter> all() {
        return values.entrySet().stream()
                .map(entry -> new Parameter(entry.getKey(), entry.getValue()))
                .toList();
    }

    public @Nullable Object find(Key key) {
        return values.get(key);
    }

    /** The global ones, by name. */
    public Map<String, Object> global() {
        return Map.copyOf(global);
    }

    public @Nullable Object findGlobal(String name) {
        return global.get(name);
    }

    /** All limits of a virtual host. */
    public Table limits(String virtualHost) {
        Object limits = values.get(limitsOf(virtualHost));
        return limits instanceof Table table ? table : Table.EMPTY;
    }

    /** A limit of a virtual host; {@link Long#MAX_VALUE} where there is none. */
    public long limit(String virtualHost, String limit) {
        Long most = limits(virtualHost).integer(limit);
        return most == null || most < 0 ? Long.MAX_VALUE : most;
    }

    static Key limitsOf(String virtualHost) {
        return new Key(virtualHost, VIRTUAL_HOST_LIMITS, LIMITS);
    }

    // Changes, only by the definitions' writer.

    void set(Key key, Object value) {
        values.put(key, value);
    }

    boolean clear(Key key) {
        return values.remove(key) != null;
    }

    void removeVirtualHost(String virtualHost) {
        values.keySet().removeIf(key -> key.virtualHost().equals(virtualHost));
    }

    void setGlobal(String name, Object value) {
        global.put(name, value);
    }

    boolean clearGlobal(String name) {
        return global.remove(name) != null;
    }
}
