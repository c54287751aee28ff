// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

import io.leveret.broker.exchange.Destination;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Receipt;
import io.leveret.broker.queue.PublisherCredit;
import org.jspecify.annotations.Nullable;

/** One way of keeping. Owned by one loop; reached through its {@link KeeperRef}. */
sealed interface Keeping permits Delays, RecentHistory {

    void begin();

    /** A message comes; it is borrowed, whoever needs it later keeps it. */
    void take(Message message, @Nullable Receipt receipt);

    /** A binding is new; {@code then} runs when its destination has what it is due. */
    default void bound(Destination to, Runnable then) {
        then.run();
    }

    /** Holds a publisher back where too much has come that cannot go on. */
    default void holdBack(PublisherCredit publisher) {}

    void end();
}
