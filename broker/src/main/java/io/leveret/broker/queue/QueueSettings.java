// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * How a queue treats its messages and itself: what its declaration says, and what policies say. Of two numbers the lower
 * one counts, of other values that of the declaration. A number that is not set is {@link #NONE}.
 *
 * @param type which has its own rules and defaults
 * @param messageTtlMillis how long a message may wait
 * @param expiresMillis how long the queue may be unused
 * @param messagesMax ready messages
 * @param bytesMax of the bodies of ready messages
 * @param deadLetterExchange where messages go that expire, are rejected or are too many; null: nowhere
 * @param deadLetterRoutingKey null: the keys they were published with
 * @param deadLettersAtLeastOnce whether a dead letter stays here until every queue it goes to has taken it
 * @param maxPriority 0 where messages have no priorities
 * @param singleActiveConsumer whether one consumer gets all messages
 * @param deliveryLimit how many deliveries of a message may fail
 * @param retryDelay of messages that come back; null: they wait no longer than others
 * @param consumerTimeoutMillis how long a consumer may hold a message
 */
record QueueSettings(
        QueueType type,
        long messageTtlMillis,
        long expiresMillis,
        long messagesMax,
        long bytesMax,
        Overflow overflow,
        @Nullable String deadLetterExchange,
        @Nullable String deadLetterRoutingKey,
        boolean deadLettersAtLeastOnce,
        int maxPriority,
        boolean singleActiveConsumer,
        long deliveryLimit,
        @Nullable RetryDelay retryDelay,
        long consumerTimeoutMillis) {

    static final long NONE = -1;

    /** Of a classic queue of which nobody says anything. */
    static final QueueSettings PLAIN = new QueueSettings(
            QueueType.CLASSIC,
            NONE,
            NONE,
            NONE,
            NONE,
            Overflow.DROP_HEAD,
            null,
            null,
            false,
            0,
            false,
            NONE,
            null,
            NONE);

    /**
     * @param arguments of a declaration that {@link QueueArguments} has checked
     * @param policy what policies say together
     * @param consumerTimeoutMillis of quorum queues that nobody says another of
     */
    static QueueSettings of(Table arguments, Table policy, long consumerTimeoutMillis) {
        if (arguments.isEmpty() && policy.isEmpty()) {
            return PLAIN;
        }
        QueueType type = QueueType.of(arguments);
        Long maxPriority = arguments.integer("x-max-priority");
        Overflow overflow = overflow(type, arguments, policy);
        boolean careful = "at-least-once".equals(text(arguments, policy, "dead-letter-strategy"));
        return new QueueSettings(
                type,
                lower(arguments, policy, "message-ttl"),
                lower(arguments, policy, "expires"),
                lower(arguments, policy, "max-length"),
                lower(arguments, policy, "max-length-bytes"),
                overflow,
                text(arguments, policy, "dead-letter-exchange"),
                text(arguments, policy, "dead-letter-routing-key"),
                careful && type == QueueType.QUORUM && overflow == Overflow.REJECT_PUBLISH,
                type.priorityMax(maxPriority == null ? 0 : maxPriority.intValue()),
                Boolean.TRUE.equals(arguments.bool("x-single-active-consumer")),
                says(arguments, policy, "delivery-limit")
                        ? lower(arguments, policy, "delivery-limit")
                        : type.usualDeliveryLimit(),
                RetryDelay.of(arguments, policy),
                type == QueueType.QUORUM && !says(arguments, policy, "consumer-timeout")
                        ? consumerTimeoutMillis
                        : lower(arguments, policy, "consumer-timeout"));
    }

    private static boolean says(Table arguments, Table policy, String key) {
        return arguments.integer("x-" + key) != null || policy.integer(key) != null;
    }

    /** A negative number says that there is no limit, as none does. */
    private static long lower(Table arguments, Table policy, String key) {
        Long a = arguments.integer("x-" + key);
        Long b = policy.integer(key);
        long argument = a == null || a < 0 ? Long.MAX_VALUE : a;
        long byPolicy = b == null || b < 0 ? Long.MAX_VALUE : b;
        long lower = Math.min(argument, byPolicy);
        return lower == Long.MAX_VALUE ? NONE : lower;
    }

    private static @Nullable String text(Table arguments, Table policy, String key) {
        String argument = arguments.string("x-" + key);
        return argument == null ? policy.string(key) : argument;
    }

    /** Here the policy of a quorum queue wins; and it has no use for the third of them. */
    private static Overflow overflow(QueueType type, Table arguments, Table policy) {
        String byPolicy = policy.string("overflow");
        String text = type == QueueType.QUORUM && byPolicy != null ? byPolicy : text(arguments, policy, "overflow");
        Overflow said = text == null ? null : Overflow.of(text);
        return said == null || (type == QueueType.QUORUM && said == Overflow.REJECT_PUBLISH_DLX)
                ? Overflow.DROP_HEAD
                : said;
    }
}
