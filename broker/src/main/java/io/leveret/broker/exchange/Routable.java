// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import io.leveret.table.Table;

/** What an exchange may look at in a message, besides its routing keys. Asked on the publisher's loop, and only if an exchange needs it. */
@FunctionalInterface
public interface Routable {
    /** A message without headers. */
    Routable PLAIN = () -> Table.EMPTY;

    /** The message's headers, empty if it has none. */
    Table headers();
}
