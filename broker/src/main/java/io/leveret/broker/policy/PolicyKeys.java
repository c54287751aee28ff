// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.policy;

import io.leveret.table.FieldText;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys a policy's definition may have, and what their values may be: RabbitMQ's rules and texts. */
final class PolicyKeys {
    private static final long SEGMENT_BYTES_MAX = 3_000_000_000L;
    private static final Pattern AGE = Pattern.compile("0*[1-9][0-9]*[YMDhms]");

    /** What a value must be, and how the text goes on after one that is not. */
    private record Key(Predicate<Object> takes, String mistake) {}

    private static final Map<String, Key> KEYS = keys();

    private static final Set<String> OF_OPERATORS = Set.of(
            "expires",
            "message-ttl",
            "max-length",
            "max-length-bytes",
            "max-in-memory-length",
            "max-in-memory-bytes",
            "delivery-limit",
            "queue-version",
            "overflow",
            "target-group-size",
            "delayed-retry-type",
            "delayed-retry-min",
            "delayed-retry-max");

    private PolicyKeys() {}

    private static Map<String, Key> keys() {
        Map<String, Key> keys = new LinkedHashMap<>();
        put(keys, "alternate-exchange", PolicyKeys::text, "alternate exchange name");
        put(keys, "consumer-disconnected-timeout", atLeast(0), "consumer disconnected timeout");
        put(keys, "consumer-timeout", atLeast(0), "consumer timeout");
        put(keys, "dead-letter-exchange", PolicyKeys::text, "dead letter exchange name");
        put(keys, "dead-letter-routing-key", PolicyKeys::text, "dead letter routing key");
        put(keys, "dead-letter-strategy", oneOf("at-most-once", "at-least-once"), "dead letter strategy");
        put(keys, "message-ttl", atLeast(0), "message TTL");
        put(keys, "expires", atLeast(1), "queue expiry");
        put(keys, "max-length", atLeast(0), "maximum length");
        put(keys, "max-length-bytes", atLeast(0), "maximum length in bytes");
        put(keys, "max-in-memory-length", atLeast(0), "maximum memory in bytes");
        put(keys, "max-in-memory-bytes", atLeast(0), "maximum memory in bytes");
        put(keys, "queue-mode", oneOf("default", "lazy"), "queue-mode value");
        put(keys, "queue-version", between(1, 2), "queue-version value");
        put(keys, "overflow", oneOf("drop-head", "reject-publish", "reject-publish-dlx"), "overflow value");
        put(keys, "delivery-limit", value -> Table.integerOf(value) != null, "delivery limit");
        put(
                keys,
                "max-age",
                value -> text(value) && AGE.matcher(value.toString()).matches(),
                "max age");
        put(
                keys,
                "queue-leader-locator",
                oneOf("client-local", "balanced", "random", "least-leaders"),
                "queue leader locator value");
        put(keys, "queue-master-locator", oneOf("client-local", "min-masters", "random"), "queue leader locator value");
        put(keys, "initial-cluster-size", atLeast(0), "cluster size");
        put(keys, "stream-max-segment-size-bytes", between(0, SEGMENT_BYTES_MAX), "segment size");
        put(keys, "stream-filter-size-bytes", between(16, 255), "filter size. Valid range is 16-255");
        put(keys, "target-group-size", atLeast(1), "qq target count value");
        put(
                keys,
                "delayed-retry-type",
                oneOf("all", "failed", "returned", "disabled"),
                "delayed retry type. Must be one of: all, failed, returned, disabled");
        put(keys, "delayed-retry-min", atLeast(1), "delayed retry minimum delay. Must be a positive integer");
        put(keys, "delayed-retry-max", atLeast(1), "delayed retry maximum delay. Must be a positive integer");
        put(keys, "federation-upstream", PolicyKeys::text, "federation upstream name");
        put(keys, "federation-upstream-set", PolicyKeys::text, "federation upstream set name");
        put(keys, "federation-upstream-pattern", PolicyKeys::text, "federation upstream pattern");
        put(keys, "shards-per-node", atLeast(0), "number of shards");
        put(keys, "routing-key", PolicyKeys::text, "routing key");
        return keys;
    }

    private static void put(Map<String, Key> keys, String key, Predicate<Object> takes, String noun) {
        keys.put(key, new Key(takes, " is not a valid " + noun));
    }

    private static boolean text(Object value) {
        return value instanceof LongString;
    }

    private static Predicate<Object> oneOf(String... words) {
        Set<String> known = Set.of(words);
        return value -> text(value) && known.contains(value.toString());
    }

    private static Predicate<Object> atLeast(long least) {
        return between(least, Long.MAX_VALUE);
    }

    private static Predicate<Object> between(long least, long most) {
        return value -> {
            Long number = Table.integerOf(value);
            return number != null && number >= least && number <= most;
        };
    }

    /** What is wrong with a definition, or null. */
    static @Nullable String mistake(PolicyKind kind, Table definition) {
        if (definition.isEmpty()) {
            return "no policy provided";
        }
        Set<String> seen = new HashSet<>();
        for (Table.Entry entry : definition.entries()) {
            if (!seen.add(entry.key())) {
                return "[" + FieldText.term(LongString.of(entry.key())) + "] duplicate keys not allowed";
            }
            Key known = known(kind, entry.key());
            if (known != null && !known.takes.test(entry.value())) {
                return FieldText.term(entry.value()) + known.mistake;
            }
        }
        String unknown = definition.entries().stream()
                .filter(entry -> known(kind, entry.key()) == null)
                .map(entry ->
                        "{" + FieldText.term(LongString.of(entry.key())) + "," + FieldText.term(entry.value()) + "}")
                .collect(Collectors.joining(",", "[", "]"));
        return unknown.equals("[]") ? mistakenDelay(definition) : unknown + " are not recognised policy settings";
    }

    private static @Nullable String mistakenDelay(Table definition) {
        String type = definition.string("delayed-retry-type");
        Long min = definition.integer("delayed-retry-min");
        Long max = definition.integer("delayed-retry-max");
        if (type != null && !type.equals("disabled") && min == null) {
            return "delayed-retry-min is required when delayed-retry-type is " + type;
        }
        return min != null && max != null && max < min
                ? "delayed-retry-max (" + max + ") must not be smaller than delayed-retry-min (" + min + ")"
                : null;
    }

    private static @Nullable Key known(PolicyKind kind, String key) {
        return kind == PolicyKind.OPERATOR_POLICY && !OF_OPERATORS.contains(key) ? null : KEYS.get(key);
    }
}
