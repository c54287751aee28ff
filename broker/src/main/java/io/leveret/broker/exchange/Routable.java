// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import io.leveret.broker.message.Message;
import io.leveret.broker.message.Properties;
import io.leveret.table.Table;

/**
 * What an exchange may look at in a message, besides its routing keys. Asked on the publisher's loop, and only if an
 * exchange needs it.
 */
public interface Routable {
    /** A message without properties. */
    Routable PLAIN = () -> Properties.EMPTY;

    static Routable of(Message message) {
        return message::properties;
    }

    Properties properties();

    /** The message's headers, empty if it has none. */
    default Table headers() {
        Table headers = properties().headers();
        return headers == null ? Table.EMPTY : headers;
    }
}
