// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.message;

import io.leveret.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * One published message. Immutable but for its content, which starts borrowed from the publisher's read buffer and is
 * copied once, by {@link #keep}, when the message stays: before it waits in a queue, stays unacknowledged or goes to
 * another loop. One message is shared by all queues it was routed to.
 */
public final class Message {
    private final Address address;
    private final boolean persistent;
    private Content content;
    private @Nullable Properties properties;

    public Message(Address address, boolean persistent, Content content) {
        this.address = address;
        this.persistent = persistent;
        this.content = content;
    }

    public Address address() {
        return address;
    }

    /** Whether it was published with delivery mode 2. */
    public boolean persistent() {
        return persistent;
    }

    public Content content() {
        return content;
    }

    public int bodyBytes() {
        return content.bodyBytes();
    }

    /** Makes the message outlive the publish that brought it. On the publisher's loop. */
    public void keep() {
        content = content.outlive();
    }

    /** The properties, decoded on first use. */
    public Properties properties() {
        Properties decoded = properties;
        if (decoded == null) {
            decoded = Properties.decode(content);
            properties = decoded;
        }
        return decoded;
    }

    public Table headers() {
        Table headers = properties().headers();
        return headers == null ? Table.EMPTY : headers;
    }
}
