// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.AmqpException;
import io.leveret.table.FieldText;
import io.leveret.table.FieldType;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which arguments a classic queue and its consumers may be declared with: RabbitMQ's rules, order and texts. Those of
 * nobody are accepted, those of other types of queue are not. Beyond RabbitMQ's classic queues these take a delivery
 * limit, a consumer timeout and a dead-letter strategy.
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

    private static final Set<String> OF_OTHER_QUEUES = Set.of(
            "x-max-in-memory-length",
            "x-max-in-memory-bytes",
            "x-quorum-initial-group-size",
            "x-member-placement-tag",
            "x-consumer-disconnected-timeout",
            "x-delayed-retry-type",
            "x-delayed-retry-min",
            "x-delayed-retry-max",
            "x-max-age",
            "x-stream-max-segment-size-bytes",
            "x-stream-filter-size-bytes",
            "x-initial-cluster-size");

    private static final Set<String> OF_OTHER_CONSUMERS =
            Set.of("x-stream-offset", "x-stream-filter", "x-stream-match-unfiltered");

    private QueueArguments() {}

    private static Map<String, Rule> rules() {
        Map<String, Rule> rules = new LinkedHashMap<>();
        rules.put("x-expires", (value, all) -> {
            String mistake = integer(value);
            return mistake == null && number(value) == 0 ? "{value_zero,0}" : expiry(value);
        });
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
        rules.put("x-delivery-limit", (value, all) -> integer(value));
        rules.put(
                "x-queue-leader-locator",
                (value, all) -> oneOf(
                        value,
                        Set.of("client-local", "balanced", "random", "least-leaders"),
                        "invalid_queue_locator_arg"));
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

    private static @Nullable String expiry(Object value) {
        String mistake = notNegative(value);
        return mistake == null && number(value) > EXPIRY_MAX ? "{value_too_large," + number(value) + "}" : mistake;
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
        if (type != null && !type.toString().equals("classic")) {
            throw invalid("x-queue-type", queue, "\"unsupported queue type '" + FieldText.of(type) + "'\"");
        }
        if (arguments.isEmpty()) {
            return;
        }
        RULES.forEach((key, rule) -> {
            Object value = arguments.get(key);
            String mistake = value == null ? null : rule.mistake(value, arguments);
            if (mistake != null) {
                throw invalid(key, queue, mistake);
            }
        });
        checkKeys(queue, arguments, OF_OTHER_QUEUES);
    }

    /** Checks the arguments of a basic.consume; else as {@link #check}. */
    public static void checkConsumer(String queue, Table arguments) {
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
        checkKeys(queue, arguments, OF_OTHER_CONSUMERS);
    }

    private static void checkKeys(String queue, Table arguments, Set<String> ofOthers) {
        for (Table.Entry entry : arguments.entries()) {
            if (ofOthers.contains(entry.key())) {
                throw AmqpException.preconditionFailed(
                        "invalid arg '" + entry.key() + "' for " + queue + " of queue type rabbit_classic_queue");
            }
        }
    }

    private static AmqpException invalid(String key, String queue, String mistake) {
        return AmqpException.preconditionFailed("invalid arg '" + key + "' for " + queue + ": " + mistake);
    }
}
