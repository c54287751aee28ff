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
    /** The time to live of a message that has none. */
    public static final long FOREVER = -1;

    /** The priority of a message that says none. */
    public static final int NO_PRIORITY = -1;

    private final Address address;
    private final boolean persistent;
    private final int priority;
    private final long ttlMillis;
    private final Trail trail;
    private Content content;
    private @Nullable Properties properties;

    /** A message without priority and time to live. */
    public Message(Address address, boolean persistent, Content content) {
        this(address, persistent, content, NO_PRIORITY, FOREVER, Trail.NONE);
    }

    /**
     * @param priority its own, or {@link #NO_PRIORITY}
     * @param ttlMillis its own time to live, or {@link #FOREVER}
     */
    public Message(Address address, boolean persistent, Content content, int priority, long ttlMillis, Trail trail) {
        this.address = address;
        this.persistent = persistent;
        this.content = content;
        this.priority = priority;
        this.ttlMillis = ttlMillis;
        this.trail = trail;
    }

    public Address address() {
        return address;
    }

    /** Whether it was published with delivery mode 2. */
    public boolean persistent() {
        return persistent;
    }

    /** From 0, or {@link #NO_PRIORITY}; unlimited here, a queue has its own highest. */
    public int priority() {
        return priority;
    }

    /** How long it may wait in a queue, or {@link #FOREVER}; of a message just published, one from the store has a deadline. */
    public long ttlMillis() {
        return ttlMillis;
    }

    public Trail trail() {
        return trail;
    }

    public Content content() {
        return content;
    }

    public int bodyBytes() {
        return content.bodyBytes();
    }

    /** The same message with other bytes. */
    public Message with(Content other, Trail otherTrail) {
        return new Message(address, persistent, other, priority, ttlMillis, otherTrail);
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
