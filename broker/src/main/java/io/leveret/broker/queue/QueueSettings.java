// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * How a queue treats its messages and itself: what its declaration says, and what policies say. Of two numbers the lower
 * one counts, of other values that of the declaration. A number that is not set is {@link #NONE}.
 *
 * @param messageTtlMillis how long a message may wait
 * @param expiresMillis how long the queue may be unused
 * @param messagesMax ready messages
 * @param bytesMax of the bodies of ready messages
 * @param deadLetterExchange where messages go that expire, are rejected or are too many; null: nowhere
 * @param deadLetterRoutingKey null: the keys they were published with
 * @param maxPriority 0 where messages have no priorities
 * @param singleActiveConsumer whether one consumer gets all messages
 * @param deliveryLimit how often a message may come back
 * @param consumerTimeoutMillis how long a consumer may hold a message
 */
record QueueSettings(
        long messageTtlMillis,
        long expiresMillis,
        long messagesMax,
        long bytesMax,
        Overflow overflow,
        @Nullable String deadLetterExchange,
        @Nullable String deadLetterRoutingKey,
        int maxPriority,
        boolean singleActiveConsumer,
        long deliveryLimit,
        long consumerTimeoutMillis) {

    static final long NONE = -1;

    /** Of a queue of which nobody says anything. */
    static final QueueSettings PLAIN =
            new QueueSettings(NONE, NONE, NONE, NONE, Overflow.DROP_HEAD, null, null, 0, false, NONE, NONE);

    /**
     * @param arguments of a declaration that {@link QueueArguments} has checked
     * @param policy what policies say together
     */
    static QueueSettings of(Table arguments, Table policy) {
        if (arguments.isEmpty() && policy.isEmpty()) {
            return PLAIN;
        }
        Long maxPriority = arguments.integer("x-max-priority");
        return new QueueSettings(
                lower(arguments, policy, "message-ttl"),
                lower(arguments, policy, "expires"),
                lower(arguments, policy, "max-length"),
                lower(arguments, policy, "max-length-bytes"),
                overflow(text(arguments, policy, "overflow")),
                text(arguments, policy, "dead-letter-exchange"),
                text(arguments, policy, "dead-letter-routing-key"),
                maxPriority == null ? 0 : maxPriority.intValue(),
                Boolean.TRUE.equals(arguments.bool("x-single-active-consumer")),
                lower(arguments, policy, "delivery-limit"),
                lower(arguments, policy, "consumer-timeout"));
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

    private static Overflow overflow(@Nullable String text) {
        Overflow said = text == null ? null : Overflow.of(text);
        return said == null ? Overflow.DROP_HEAD : said;
    }
}
