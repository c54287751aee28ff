// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.AmqpException;
import io.leveret.table.FieldText;
import io.leveret.table.FieldType;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which arguments queues and their consumers may be declared with: RabbitMQ's rules, order and texts. Those of nobody are
 * accepted, those of other types of queue are not. Beyond RabbitMQ's classic queues these take a delivery limit, a
 * consumer timeout and a dead-letter strategy.
 */
public final class QueueArguments {
    /** Ten years, in milliseconds. */
    private static final long EXPIRY_MAX = 315_360_000_000L;

    private static final int PRIORITY_MAX = 255;

    /** What is wrong with a value, as RabbitMQ prints it; null if nothing is. */
    private interface Rule {
        @Nullable
        String mistake(Object value, Table arguments);
    }

    private static final Map<String, Rule> RULES = rules();

    private static final List<String> OF_CLASSIC_QUEUES = List.of(
            "x-expires",
            "x-message-ttl",
            "x-dead-letter-exchange",
            "x-dead-letter-routing-key",
            "x-max-length",
            "x-max-length-bytes",
            "x-max-priority",
            "x-overflow",
            "x-queue-mode",
            "x-queue-version",
            "x-single-active-consumer",
            "x-queue-type",
            "x-queue-master-locator",
            "x-queue-leader-locator");

    private static final List<String> OF_QUORUM_QUEUES = List.of(
            "x-dead-letter-exchange",
            "x-dead-letter-routing-key",
            "x-dead-letter-strategy",
            "x-expires",
            "x-max-length",
            "x-max-length-bytes",
            "x-max-in-memory-length",
            "x-max-in-memory-bytes",
            "x-overflow",
            "x-single-active-consumer",
            "x-queue-type",
            "x-quorum-initial-group-size",
            "x-member-placement-tag",
            "x-delivery-limit",
            "x-message-ttl",
            "x-queue-leader-locator",
            "x-consumer-disconnected-timeout",
            "x-consumer-timeout",
            "x-delayed-retry-type",
            "x-delayed-retry-min",
            "x-delayed-retry-max");

    private static final List<String> OF_STREAMS = List.of(
            "x-max-age", "x-stream-max-segment-size-bytes", "x-stream-filter-size-bytes", "x-initial-cluster-size");

    /** What classic queues take here, and not in RabbitMQ. */
    private static final Set<String> ALSO_OF_CLASSIC_QUEUES =
            Set.of("x-delivery-limit", "x-consumer-timeout", "x-dead-letter-strategy");

    private static final List<String> OURS = List.of(
            "x-leveret-delayed-retry-type",
            "x-leveret-delayed-retry-min",
            "x-leveret-delayed-retry-max",
            "x-leveret-delayed-retry-backoff");

    private static final Map<QueueType, List<String>> COMPARED = Map.of(
            QueueType.CLASSIC, withOurs(OF_CLASSIC_QUEUES),
            QueueType.QUORUM, withOurs(OF_QUORUM_QUEUES));

    private static final Map<QueueType, Set<String>> REFUSED = refused();

    private static final Set<String> OF_OTHER_CONSUMERS =
            Set.of("x-stream-offset", "x-stream-filter", "x-stream-match-unfiltered");

    private QueueArguments() {}

    private static List<String> withOurs(List<String> rabbits) {
        List<String> all = new ArrayList<>(rabbits);
        all.addAll(OURS);
        return List.copyOf(all);
    }

    private static Map<QueueType, Set<String>> refused() {
        Map<QueueType, Set<String>> refused = new EnumMap<>(QueueType.class);
        for (QueueType type : QueueType.values()) {
            Set<String> others = new HashSet<>(OF_STREAMS);
            others.addAll(OF_CLASSIC_QUEUES);
            others.addAll(OF_QUORUM_QUEUES);
            others.removeAll(compared(type));
            if (type == QueueType.CLASSIC) {
                others.removeAll(ALSO_OF_CLASSIC_QUEUES);
            }
            refused.put(type, others);
        }
        return refused;
    }

    /** The arguments that must not differ when a queue of this type is declared again; others are not looked at. */
    public static List<String> compared(QueueType type) {
        return Objects.requireNonNull(COMPARED.get(type));
    }

    private static Map<String, Rule> rules() {
        Map<String, Rule> rules = new LinkedHashMap<>();
        rules.put("x-expires", (value, all) -> delay(value));
        rules.put("x-message-ttl", (value, all) -> expiry(value));
        rules.put("x-dead-letter-exchange", (value, all) -> text(value));
        rules.put("x-dead-letter-routing-key", (value, all) -> {
            String mistake = text(value);
            return mistake == null && !all.contains("x-dead-letter-exchange")
                    ? "routing_key_but_no_dlx_defined"
                    : mistake;
        });
        rules.put(
                "x-dead-letter-strategy",
                (value, all) -> oneOf(value, Set.of("at-most-once", "at-least-once"), "invalid_dlx_strategy"));
        rules.put("x-max-length", (value, all) -> notNegative(value));
        rules.put("x-max-length-bytes", (value, all) -> notNegative(value));
        rules.put("x-max-in-memory-length", (value, all) -> notNegative(value));
        rules.put("x-max-in-memory-bytes", (value, all) -> notNegative(value));
        rules.put("x-max-priority", (value, all) -> {
            String mistake = notNegative(value);
            return mistake == null && number(value) > PRIORITY_MAX
                    ? "{max_value_exceeded," + number(value) + "}"
                    : mistake;
        });
        rules.put(
                "x-overflow",
                (value, all) ->
                        oneOf(value, Set.of("drop-head", "reject-publish", "reject-publish-dlx"), "invalid_overflow"));
        rules.put("x-single-active-consumer", (value, all) -> value instanceof Boolean ? null : unacceptable(value));
        rules.put("x-consumer-timeout", (value, all) -> notNegative(value));
        rules.put("x-consumer-disconnected-timeout", (value, all) -> notNegative(value));
        rules.put("x-delivery-limit", (value, all) -> integer(value));
        rules.put("x-quorum-initial-group-size", (value, all) -> positive(value));
        rules.put(
                "x-queue-leader-locator",
                (value, all) -> oneOf(
                        value,
                        Set.of("client-local", "balanced", "random", "least-leaders"),
                        "invalid_queue_locator_arg"));
        rules.put("x-member-placement-tag", (value, all) -> {
            String mistake = text(value);
            return mistake == null && value.toString().isEmpty() ? "invalid_member_placement_tag_arg" : mistake;
        });
        rules.put("x-leveret-delayed-retry-type", (value, all) -> {
            String mistake =
                    oneOf(value, Set.of("disabled", "all", "failed", "returned"), "invalid_delayed_retry_type");
            return mistake == null && !all.contains("x-leveret-delayed-retry-min")
                    ? "delayed_retry_type_but_no_min_defined"
                    : mistake;
        });
        rules.put("x-leveret-delayed-retry-min", (value, all) -> delay(value));
        rules.put("x-leveret-delayed-retry-max", (value, all) -> {
            String mistake = delay(value);
            Long min = all.integer("x-leveret-delayed-retry-min");
            return mistake == null && (min == null || number(value) < min) ? "max_less_than_min" : mistake;
        });
        rules.put(
                "x-leveret-delayed-retry-backoff",
                (value, all) -> oneOf(value, Set.of("linear", "exponential"), "invalid_backoff"));
        return rules;
    }

    private static long number(Object value) {
        Long number = Table.integerOf(value);
        return number == null ? 0 : number;
    }

    private static @Nullable String integer(Object value) {
        return Table.integerOf(value) == null
                ? "\"expected integer, got " + FieldType.of(value).rabbitName() + "\""
                : null;
    }

    private static @Nullable String notNegative(Object value) {
        String mistake = integer(value);
        return mistake == null && number(value) < 0 ? "{value_negative," + number(value) + "}" : mistake;
    }

    private static @Nullable String positive(Object value) {
        String mistake = notNegative(value);
        return mistake == null && number(value) == 0 ? "{value_zero,0}" : mistake;
    }

    private static @Nullable String expiry(Object value) {
        String mistake = notNegative(value);
        return mistake == null && number(value) > EXPIRY_MAX ? "{value_too_large," + number(value) + "}" : mistake;
    }

    private static @Nullable String delay(Object value) {
        String mistake = positive(value);
        return mistake == null ? expiry(value) : mistake;
    }

    private static @Nullable String text(Object value) {
        return value instanceof LongString ? null : unacceptable(value);
    }

    private static @Nullable String oneOf(Object value, Set<String> words, String otherwise) {
        String mistake = text(value);
        return mistake == null && !words.contains(value.toString()) ? otherwise : mistake;
    }

    private static String unacceptable(Object value) {
        return "{unacceptable_type," + FieldType.of(value).rabbitName() + "}";
    }

    /**
     * Checks the arguments of a declaration.
     *
     * @param queue as error texts name it
     * @throws AmqpException 406 for the first that is wrong
     */
    public static void check(String queue, Table arguments) {
        Object type = arguments.get("x-queue-type");
        if (type != null && !(type instanceof LongString)) {
            throw invalid("x-queue-type", queue, unacceptable(type));
        }
        if (type != null && QueueType.find(type.toString()) == null) {
            throw invalid("x-queue-type", queue, "\"unsupported queue type '" + FieldText.of(type) + "'\"");
        }
        if (arguments.isEmpty()) {
            return;
        }
        QueueType known = QueueType.of(arguments);
        Set<String> refused = Objects.requireNonNull(REFUSED.get(known));
        RULES.forEach((key, rule) -> {
            Object value = refused.contains(key) ? null : arguments.get(key);
            String mistake = value == null ? null : rule.mistake(value, arguments);
            if (mistake != null) {
                throw invalid(key, queue, mistake);
            }
        });
        checkKeys(queue, known, arguments, refused);
    }

    /** Checks the arguments of a basic.consume; else as {@link #check}. */
    public static void checkConsumer(String queue, QueueType type, Table arguments) {
        for (Table.Entry entry : arguments.entries()) {
            String mistake = switch (entry.key()) {
                case "x-priority" -> integer(entry.value());
                case "x-consumer-timeout" -> notNegative(entry.value());
                default -> null;
            };
            if (mistake != null) {
                throw invalid(entry.key(), queue, mistake);
            }
        }
        checkKeys(queue, type, arguments, OF_OTHER_CONSUMERS);
    }

    private static void checkKeys(String queue, QueueType type, Table arguments, Set<String> ofOthers) {
        for (Table.Entry entry : arguments.entries()) {
            if (ofOthers.contains(entry.key())) {
                throw AmqpException.preconditionFailed(
                        "invalid arg '" + entry.key() + "' for " + queue + " of queue type " + type.module());
            }
        }
    }

    private static AmqpException invalid(String key, String queue, String mistake) {
        return AmqpException.preconditionFailed("invalid arg '" + key + "' for " + queue + ": " + mistake);
    }
}
