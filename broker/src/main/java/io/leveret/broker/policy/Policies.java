// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.policy;

import io.leveret.loop.Published;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The policies of one virtual host. Changed by the definitions' writer, read from every loop. */
public final class Policies {
    private static final Set<String> NOT_FOR_CLASSIC = Set.of(
            "max-age",
            "stream-max-segment-size-bytes",
            "stream-filter-size-bytes",
            "initial-cluster-size",
            "max-in-memory-length",
            "max-in-memory-bytes",
            "target-group-size");

    private static final Set<String> NOT_FOR_QUORUM = Set.of(
            "queue-mode",
            "queue-master-locator",
            "max-age",
            "stream-max-segment-size-bytes",
            "stream-filter-size-bytes",
            "initial-cluster-size");

    private final Published<Map<String, Policy>> ofUsers = new Published<>(Map.of());
    private final Published<Map<String, Policy>> ofOperators = new Published<>(Map.of());

    private Published<Map<String, Policy>> of(PolicyKind kind) {
        return kind == PolicyKind.POLICY ? ofUsers : ofOperators;
    }

    /** In the order of their names. */
    public List<Policy> all(PolicyKind kind) {
        return List.copyOf(of(kind).get().values());
    }

    public @Nullable Policy find(PolicyKind kind, String name) {
        return of(kind).get().get(name);
    }

    /** All of a kind that could count for a queue, the one that does first. */
    public List<Policy> matchingQueue(PolicyKind kind, String queue, String type) {
        List<Policy> found = new ArrayList<>();
        for (Policy policy : of(kind).get().values()) {
            if (policy.applyTo().queues(type)
                    && fits(policy, type)
                    && policy.pattern().matches(queue)) {
                found.add(policy);
            }
        }
        return byPriority(found);
    }

    /** A policy that says what a type of queue does not know says nothing to it. */
    private static boolean fits(Policy policy, String type) {
        Set<String> unknown = switch (type) {
            case "classic" -> NOT_FOR_CLASSIC;
            case "quorum" -> NOT_FOR_QUORUM;
            default -> Set.of();
        };
        return policy.definition().entries().stream().noneMatch(entry -> unknown.contains(entry.key()));
    }

    /** All of a kind that could count for an exchange, the one that does first. */
    public List<Policy> matchingExchange(PolicyKind kind, String exchange) {
        List<Policy> found = new ArrayList<>();
        for (Policy policy : of(kind).get().values()) {
            if (policy.applyTo().exchanges() && policy.pattern().matches(exchange)) {
                found.add(policy);
            }
        }
        return byPriority(found);
    }

    private static List<Policy> byPriority(List<Policy> found) {
        found.sort(Comparator.comparingLong(Policy::priority).reversed());
        return found;
    }

    private static @Nullable Policy first(List<Policy> policies) {
        return policies.isEmpty() ? null : policies.get(0);
    }

    /** What counts for a queue. */
    public EffectivePolicy forQueue(String queue, String type) {
        if (isEmpty()) {
            return EffectivePolicy.NONE;
        }
        return EffectivePolicy.of(
                first(matchingQueue(PolicyKind.POLICY, queue, type)),
                first(matchingQueue(PolicyKind.OPERATOR_POLICY, queue, type)));
    }

    /** What counts for an exchange. */
    public EffectivePolicy forExchange(String exchange) {
        if (isEmpty()) {
            return EffectivePolicy.NONE;
        }
        return EffectivePolicy.of(
                first(matchingExchange(PolicyKind.POLICY, exchange)),
                first(matchingExchange(PolicyKind.OPERATOR_POLICY, exchange)));
    }

    private boolean isEmpty() {
        return ofUsers.get().isEmpty() && ofOperators.get().isEmpty();
    }

    /** Only by the definitions' writer. */
    public void set(PolicyKind kind, Policy policy) {
        Map<String, Policy> next = new TreeMap<>(of(kind).get());
        next.put(policy.name(), policy);
        of(kind).set(next);
    }

    /** Only by the definitions' writer. False where there is none of that name. */
    public boolean clear(PolicyKind kind, String name) {
        Map<String, Policy> next = new TreeMap<>(of(kind).get());
        boolean found = next.remove(name) != null;
        of(kind).set(next);
        return found;
    }
}
