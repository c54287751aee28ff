// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.exchange.Route;
import io.leveret.broker.figures.ExchangeCounters;
import io.leveret.broker.message.Address;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One address a connection publishes to, with what is known of it while permissions and topology stay as they are: that
 * the user may publish there, its exchange, and its route. Owned by the connection's loop.
 */
final class Addressed {
    private final int hash;
    private final byte[] encoded;
    private final Address address;

    /** The version of the permissions that let the user publish to the exchange; -1 where nobody has asked yet. */
    long permittedAt = -1;

    /** The same for the routing key, where the exchange is a topic exchange. */
    long topicPermittedAt = -1;

    /** Whether permissions on routing keys count here. */
    boolean topic;

    /** The topology that exchange and route were found in; -1 before the first time. */
    long version = -1;

    @Nullable
    Exchange exchange;

    /** What this loop publishes to the exchange. */
    @Nullable
    ExchangeCounters counters;

    /** Null where it depends on more than the address. */
    @Nullable
    Route route;

    Addressed(int hash, byte[] encoded, Address address) {
        this.hash = hash;
        this.encoded = encoded;
        this.address = address;
    }

    /** The exchange has been looked up again. */
    void found(long newVersion, @Nullable Exchange newExchange) {
        if (newExchange != exchange) {
            topicPermittedAt = -1;
        }
        version = newVersion;
        exchange = newExchange;
        topic = newExchange != null && newExchange.type().equals("topic");
        route = null;
    }

    int hash() {
        return hash;
    }

    Address address() {
        return address;
    }

    boolean matches(int otherHash, ByteBuf in, int start, int length) {
        if (otherHash != hash || length != encoded.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (in.getByte(start + i) != encoded[i]) {
                return false;
            }
        }
        return true;
    }
}
