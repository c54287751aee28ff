// SPDX-License-Identifier: Apache-2.0
package io.leveret.logging;

import java.util.List;
import java.util.Map;
import org.slf4j.Logger;

/** Which loggers RabbitMQ's categories are here; whatever is in none of them is in {@code default}. */
final class Categories {
    static final String DEFAULT = "default";

    static final Map<String, List<String>> LOGGERS = Map.of(
            "connection",
            List.of(
                    "io.leveret.protocol.amqp091.Connection",
                    "io.leveret.protocol.amqp091.FrameHandler",
                    "io.leveret.protocol.amqp091.Handshake"),
            "channel",
            List.of("io.leveret.protocol.amqp091.Channel"),
            "queue",
            List.of("io.leveret.broker.queue"),
            "user",
            List.of("io.leveret.auth"),
            DEFAULT,
            List.of(Logger.ROOT_LOGGER_NAME));

    private Categories() {}

    static List<String> loggers(String category) {
        return LOGGERS.getOrDefault(category, List.of());
    }

    /** The category of a logger, {@code default} where it has no other. */
    static String of(String logger) {
        for (Map.Entry<String, List<String>> category : LOGGERS.entrySet()) {
            for (String name : category.getValue()) {
                if (logger.startsWith(name)
                        && (logger.length() == name.length() || ".$".indexOf(logger.charAt(name.length())) >= 0)) {
                    return category.getKey();
                }
            }
        }
        return DEFAULT;
    }
}
