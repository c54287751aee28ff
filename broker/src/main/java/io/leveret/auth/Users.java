// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The node's own users and what they may do. Changed by the definitions' one writer, read from every thread without a
 * lock; lists are in the order of names.
 */
public final class Users {
    private final ConcurrentNavigableMap<String, UserDefinition> users = new ConcurrentSkipListMap<>();
    private final ConcurrentNavigableMap<String, Map<String, Grant>> grants = new ConcurrentSkipListMap<>();
    private final ConcurrentNavigableMap<TopicKey, TopicGrant> topicGrants = new ConcurrentSkipListMap<>();
    private final AtomicLong version = new AtomicLong();

    /** What a user may do in a virtual host. */
    public record Entry(String user, String virtualHost, Permissions permissions) {}

    /** What a user may do with the routing keys of a topic exchange in a virtual host. */
    public record TopicEntry(String user, String virtualHost, TopicPermissions permissions) {}

    private record TopicKey(String user, String virtualHost, String exchange) implements Comparable<TopicKey> {
        @Override
        public int compareTo(TopicKey that) {
            int byUser = user.compareTo(that.user);
            int byHost = byUser != 0 ? byUser : virtualHost.compareTo(that.virtualHost);
            return byHost != 0 ? byHost : exchange.compareTo(that.exchange);
        }
    }

    // ---- reading

    public @Nullable UserDefinition find(String name) {
        return users.get(name);
    }

    public Collection<UserDefinition> all() {
        return List.copyOf(users.values());
    }

    /** Null where the user has no entry in the virtual host, and so may not open it. */
    public @Nullable Permissions permissions(String user, String virtualHost) {
        Grant grant = grant(user, virtualHost);
        return grant == null ? null : grant.permissions();
    }

    /** Of all users in all virtual hosts. */
    public List<Entry> permissions() {
        List<Entry> all = new ArrayList<>();
        grants.forEach(
                (user, hosts) -> hosts.forEach((host, grant) -> all.add(new Entry(user, host, grant.permissions()))));
        return all;
    }

    /** Of all users in all virtual hosts. */
    public List<TopicEntry> topicPermissions() {
        List<TopicEntry> all = new ArrayList<>();
        topicGrants.forEach(
                (key, grant) -> all.add(new TopicEntry(key.user(), key.virtualHost(), grant.permissions())));
        return all;
    }

    /** Changes whenever something here does. */
    public long version() {
        return version.get();
    }

    @Nullable
    Grant grant(String user, String virtualHost) {
        Map<String, Grant> hosts = grants.get(user);
        return hosts == null ? null : hosts.get(virtualHost);
    }

    @Nullable
    TopicGrant topicGrant(String user, String virtualHost, String exchange) {
        return topicGrants.isEmpty() ? null : topicGrants.get(new TopicKey(user, virtualHost, exchange));
    }

    // ---- changes, only by the definitions' writer

    /** Makes a user, or what is new of one. */
    public void put(UserDefinition user) {
        users.put(user.name(), user);
        changed();
    }

    /** Removes a user with all permissions. */
    public void remove(String name) {
        users.remove(name);
        grants.remove(name);
        topicGrants.keySet().removeIf(key -> key.user().equals(name));
        changed();
    }

    /** Removes all permissions in a virtual host. */
    public void removeVirtualHost(String virtualHost) {
        grants.values().forEach(hosts -> hosts.remove(virtualHost));
        topicGrants.keySet().removeIf(key -> key.virtualHost().equals(virtualHost));
        changed();
    }

    /**
     * @throws IllegalArgumentException if one of them is no regular expression; nothing has changed then
     */
    public void permit(String user, String virtualHost, Permissions permissions) {
        Grant grant = new Grant(permissions);
        grants.computeIfAbsent(user, name -> new ConcurrentSkipListMap<>()).put(virtualHost, grant);
        changed();
    }

    /** False where there were none. */
    public boolean clearPermissions(String user, String virtualHost) {
        Map<String, Grant> hosts = grants.get(user);
        boolean removed = hosts != null && hosts.remove(virtualHost) != null;
        changed();
        return removed;
    }

    /**
     * @throws IllegalArgumentException if one of them is no regular expression; nothing has changed then
     */
    public void permitTopics(String user, String virtualHost, TopicPermissions permissions) {
        topicGrants.put(new TopicKey(user, virtualHost, permissions.exchange()), new TopicGrant(permissions));
        changed();
    }

    /**
     * @param exchange null: of all exchanges
     */
    public boolean clearTopicPermissions(String user, String virtualHost, @Nullable String exchange) {
        boolean removed = topicGrants
                .keySet()
                .removeIf(key -> key.user().equals(user)
                        && key.virtualHost().equals(virtualHost)
                        && (exchange == null || key.exchange().equals(exchange)));
        changed();
        return removed;
    }

    private void changed() {
        version.incrementAndGet();
    }
}
