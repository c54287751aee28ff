// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

import io.leveret.broker.message.Expiration;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Properties;

/** A message from the store as it was published: with the priority and the time to live that its properties say. */
final class Restored {
    private Restored() {}

    static Message of(Message stored) {
        Properties properties = stored.properties();
        Integer priority = properties.priority();
        String expiration = properties.expiration();
        return new Message(
                stored.address(),
                stored.persistent(),
                stored.content(),
                priority == null ? Message.NO_PRIORITY : priority,
                expiration == null ? Message.FOREVER : Expiration.millis(expiration),
                stored.trail());
    }
}
