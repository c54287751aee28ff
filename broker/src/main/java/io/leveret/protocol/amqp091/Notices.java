// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.broker.queue.QueueDefinition;
import io.leveret.table.Table;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node accepts although it is deprecated: each is said once in the log, not at every
 * declaration. Callable from every loop.
 */
public final class Notices {
    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

    private static final Set<String> DEPRECATED = Set.of("x-queue-mode", "x-queue-version", "x-queue-master-locator");

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    void declared(QueueDefinition queue) {
        if (!queue.durable() && !queue.exclusive()) {
            deprecated("transient_nonexcl_queues", "transient queues that are not exclusive");
        }
        for (Table.Entry argument : queue.arguments().entries()) {
            String key = argument.key();
            if (DEPRECATED.contains(key)) {
                deprecated(key, "the queue argument " + key);
            }
        }
    }

    void globalPrefetch() {
        deprecated("global_qos", "a prefetch of the whole channel (basic.qos with global set)");
    }

    private void deprecated(String feature, String what) {
        if (said.add(feature)) {
            LOG.warn("deprecated feature {}: {}; accepted here, refused by newer RabbitMQ", feature, what);
        }
    }
}
