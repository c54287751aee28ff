// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.exchange.Routable;
import io.leveret.broker.exchange.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What queues tell and ask the house; called on the queue's loop. */
public interface QueueEvents {

    /**
     * The last consumer of an auto-delete queue has gone, or nobody has used a queue for as long as it may be unused.
     *
     * @param then runs on the queue's loop when nobody finds the queue any more
     */
    void unused(QueueRef queue, Runnable then);

    /** How long consumers of a quorum queue may hold a message where nobody says, or {@link QueueSettings#NONE}. */
    default long consumerTimeoutMillis() {
        return QueueSettings.NONE;
    }

    /**
     * Where a dead letter goes; null where there is no such exchange.
     *
     * @param keys not empty
     */
    default @Nullable Route deadLetterRoute(QueueRef source, String exchange, List<String> keys, Routable message) {
        return null;
    }
}
