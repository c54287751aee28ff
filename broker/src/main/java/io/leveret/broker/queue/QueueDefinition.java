// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.table.Table;

/**
 * What queue.declare said.
 *
 * @param exclusiveOwner number of the connection an exclusive queue belongs to; 0 where it is not exclusive
 */
public record QueueDefinition(
        String virtualHost, String name, boolean durable, boolean autoDelete, long exclusiveOwner, Table arguments) {

    /** How error texts name it. */
    public String inText() {
        return "queue '" + name + "' in vhost '" + virtualHost + "'";
    }

    public boolean exclusive() {
        return exclusiveOwner != 0;
    }
}
