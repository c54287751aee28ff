// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.message.Address;
import io.leveret.broker.message.Properties;
import io.leveret.loop.Clock;
import io.leveret.loop.Published;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import java.util.function.UnaryOperator;

/**
 * What happens in the node, as messages to the exchange {@code amq.rabbitmq.event} where there is one and somebody has
 * bound something to it: RabbitMQ's routing keys, the facts in the headers, no body. Callable from every thread.
 */
public final class NodeEvents {
    /** Of the exchange; its existence is what switches events on. */
    public static final String EXCHANGE = "amq.rabbitmq.event";

    private static final int PERSISTENT = 2;
    private static final long MILLIS = 1_000;

    private final Definitions definitions;
    private final NodePublisher publisher;
    private final Clock clock;
    private final String virtualHost;
    private final Published<Boolean> serving = new Published<>(false);

    /**
     * @param virtualHost of the exchange
     */
    NodeEvents(Definitions definitions, NodePublisher publisher, Clock clock, String virtualHost) {
        this.definitions = definitions;
        this.publisher = publisher;
        this.clock = clock;
        this.virtualHost = virtualHost;
    }

    /** The virtual host of the exchange. */
    String virtualHost() {
        return virtualHost;
    }

    /** What recovery does is no event; from now on things happen. */
    void begin() {
        serving.set(true);
    }

    /** Whether there is the exchange. */
    public boolean isEnabled() {
        VirtualHost host = definitions.virtualHost(virtualHost);
        return host != null && host.exchange(EXCHANGE) != null;
    }

    /**
     * Tells whoever wants to hear it.
     *
     * @param key RabbitMQ's: {@code queue.created}
     * @param facts adds the facts; not asked for where nobody listens
     */
    public void tell(String key, UnaryOperator<Table.Builder> facts) {
        if (!isHeard()) {
            return;
        }
        long now = clock.epochMillis();
        Table headers = facts.apply(Table.builder()).add("timestamp_in_ms", now).build();
        publisher.publish(
                virtualHost,
                new Address(EXCHANGE, key),
                Properties.EMPTY
                        .withHeaders(headers)
                        .withDeliveryMode(PERSISTENT)
                        .withTimestamp(now / MILLIS),
                new byte[0]);
    }

    private boolean isHeard() {
        if (!serving.get()) {
            return false;
        }
        VirtualHost host = definitions.virtualHost(virtualHost);
        Exchange exchange = host == null ? null : host.exchange(EXCHANGE);
        return exchange != null && !exchange.isUnused();
    }

    /** A text as events have it. */
    public static LongString text(String text) {
        return LongString.of(text);
    }
}
