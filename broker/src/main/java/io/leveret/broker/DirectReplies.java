// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.queue.Target;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Direct reply-to (a RabbitMQ extension): consumers of replies, reached through the default exchange under a name only
 * they and those they asked know. Callable from every loop.
 */
public final class DirectReplies {
    /** What clients consume from and put into reply-to. */
    public static final String QUEUE = "amq.rabbitmq.reply-to";

    private static final String PREFIX = QUEUE + ".";

    private final Map<String, Target> consumers = new ConcurrentHashMap<>();

    /** Whether it is the pseudo queue's name or one of a consumer's. */
    public static boolean isReplyName(String name) {
        return name.startsWith(QUEUE) && (name.length() == QUEUE.length() || name.startsWith(PREFIX));
    }

    /** The routing key for replies to the consumer that has this token. */
    public static String routingKey(String token) {
        return PREFIX + token;
    }

    public @Nullable Target find(String routingKey) {
        return consumers.get(routingKey);
    }

    public void add(Target consumer) {
        consumers.put(consumer.name(), consumer);
    }

    public void remove(Target consumer) {
        consumers.remove(consumer.name(), consumer);
    }
}
