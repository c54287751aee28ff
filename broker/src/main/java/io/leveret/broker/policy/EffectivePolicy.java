// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.policy;

import io.leveret.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * What counts for one queue or exchange.
 *
 * @param policy null where none matches
 * @param operatorPolicy null where none matches
 * @param definition of both, merged: of two numbers the lower one, of other values the operators'
 */
public record EffectivePolicy(
        @Nullable Policy policy, @Nullable Policy operatorPolicy, Table definition) {
    public static final EffectivePolicy NONE = new EffectivePolicy(null, null, Table.EMPTY);

    static EffectivePolicy of(@Nullable Policy policy, @Nullable Policy operatorPolicy) {
        if (policy == null && operatorPolicy == null) {
            return NONE;
        }
        return new EffectivePolicy(policy, operatorPolicy, merged(policy, operatorPolicy));
    }

    private static Table merged(@Nullable Policy policy, @Nullable Policy operatorPolicy) {
        if (policy == null || operatorPolicy == null) {
            Policy only = policy == null ? operatorPolicy : policy;
            return only == null ? Table.EMPTY : only.definition();
        }
        Table.Builder merged = Table.builder();
        for (Table.Entry entry : policy.definition().entries()) {
            Object limit = operatorPolicy.definition().get(entry.key());
            merged.add(entry.key(), limit == null ? entry.value() : merge(entry.key(), entry.value(), limit));
        }
        for (Table.Entry entry : operatorPolicy.definition().entries()) {
            if (!policy.definition().contains(entry.key())) {
                merged.add(entry.key(), entry.value());
            }
        }
        return merged.build();
    }

    private static Object merge(String key, Object value, Object limit) {
        Long a = Table.integerOf(value);
        Long b = Table.integerOf(limit);
        if (a == null || b == null || key.equals("queue-version")) {
            return limit;
        }
        boolean higher = switch (key) {
            case "delivery-limit" -> a < 0 || b < 0; // a negative one is no limit at all
            case "target-group-size", "delayed-retry-min" -> true;
            default -> false;
        };
        return higher ? Math.max(a, b) : Math.min(a, b);
    }
}
