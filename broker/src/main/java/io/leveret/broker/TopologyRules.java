// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.auth.Permission;
import io.leveret.auth.Resource;
import io.leveret.auth.TopicUse;
import io.leveret.broker.message.AmqpException;
import io.leveret.table.FieldType;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * RabbitMQ's rules about names, arguments and permissions that hold whatever way somebody changes exchanges, queues and
 * bindings, with its texts.
 */
public final class TopologyRules {
    public static final String DEAD_LETTER_EXCHANGE = "x-dead-letter-exchange";
    private static final String RESERVED = "amq.";

    private TopologyRules() {}

    /**
     * @param kind of what is to be made: {@code queue} or {@code exchange}
     */
    public static void checkReserved(String kind, String name) {
        if (name.startsWith(RESERVED)) {
            throw AmqpException.accessRefused(
                    kind + " name '" + name + "' contains reserved prefix '" + RESERVED + "*'");
        }
    }

    public static void checkNotDefault(String exchange) {
        if (exchange.isEmpty()) {
            throw AmqpException.accessRefused("operation not permitted on the default exchange");
        }
    }

    public static void checkDeletable(String exchange, VirtualHost host) {
        checkNotDefault(exchange);
        if (exchange.startsWith(RESERVED)) {
            throw AmqpException.accessRefused(
                    "deletion of system exchange '" + exchange + "' in " + host + " not allowed");
        }
    }

    public static void checkBindable(String queue) {
        if (DirectReplies.isReplyName(queue)) {
            throw AmqpException.accessRefused("cannot bind or unbind to a volatile (direct reply-to) queue");
        }
    }

    /**
     * The exchange that such an argument names; null where it is not given.
     *
     * @param of what has the argument: {@code queue 'q' in vhost '/'}
     */
    public static @Nullable String exchangeNamed(Table arguments, String key, String of) {
        Object value = arguments.get(key);
        if (value == null) {
            return null;
        }
        if (!(value instanceof LongString)) {
            throw AmqpException.preconditionFailed(
                    "invalid type '" + FieldType.of(value).rabbitName() + "' for arg '" + key + "' in " + of);
        }
        return value.toString();
    }

    /** What a user without that permission is told. */
    public static AmqpException refused(Permission permission, Resource resource, String user) {
        return AmqpException.accessRefused(
                permission.inText() + " access to " + resource + " refused for user '" + user + "'");
    }

    /** What a user is told who may not use a topic exchange with that routing key. */
    public static AmqpException refused(TopicUse use, String user) {
        return AmqpException.accessRefused(use.permission().inText() + " access to topic '" + use.routingKey()
                + "' in exchange topic '" + use.exchange() + "' in vhost '" + use.virtualHost() + "' refused for user '"
                + user + "'");
    }
}
