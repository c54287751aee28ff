// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.exchange.Routable;
import io.leveret.broker.exchange.Route;
import io.leveret.broker.message.Address;
import io.leveret.broker.message.CarbonCopies;
import io.leveret.broker.message.HeapContent;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Properties;
import io.leveret.broker.queue.PublisherCredit;
import io.leveret.broker.queue.Target;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import io.leveret.table.Utf8;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RabbitMQ's firehose: while a virtual host is traced, copies of what is published and delivered there go to
 * {@code amq.rabbitmq.trace}, transient, with the facts in their headers. Copies are not copied. Called on the loop of
 * who publishes or is delivered to; holds nothing that changes.
 */
public final class Firehose {
    static final String EXCHANGE = "amq.rabbitmq.trace";
    private static final int KEY_BYTES_MAX = 255;

    private final LongString node;

    Firehose(String node) {
        this.node = LongString.of(node);
    }

    /**
     * Who publishes, or is delivered to.
     *
     * @param connection its name
     * @param channel its number
     */
    public record Client(String connection, int channel, String user) {}

    /** Before the message goes to the queues of its route. */
    public void published(VirtualHost host, Message message, Route route, Client client, PublisherCredit credit) {
        if (isCopy(message)) {
            return;
        }
        List<Object> queues = new ArrayList<>(route.size());
        for (int i = 0; i < route.size(); i++) {
            queues.add(LongString.of(route.queue(i).name()));
        }
        Table.Builder headers = client(about(message), host, client).add("routed_queues", queues);
        String exchange = message.address().exchange();
        publish(host, copy(message, "publish." + exchange, headers.build()), credit);
    }

    /** The copy follows in a turn of its own: the queue that delivers may be one of those that get it. */
    public void delivered(
            VirtualHost host,
            String queue,
            boolean redelivered,
            Message message,
            Client client,
            PublisherCredit credit) {
        if (isCopy(message)) {
            return;
        }
        Table.Builder headers = client(about(message).add("redelivered", redelivered ? 1 : 0), host, client);
        Message copy = copy(message, "deliver." + queue, headers.build());
        credit.loop().execute(() -> publish(host, copy, credit));
    }

    private static boolean isCopy(Message message) {
        return message.address().exchange().equals(EXCHANGE);
    }

    private Table.Builder about(Message message) {
        List<Object> keys = new ArrayList<>();
        CarbonCopies.keys(message).forEach(key -> keys.add(LongString.of(key)));
        Table.Builder headers = Table.builder()
                .add("exchange_name", LongString.of(message.address().exchange()))
                .add("routing_keys", keys);
        Properties properties = message.properties();
        try {
            headers.add("properties", table(properties));
        } catch (IllegalArgumentException e) {
            // its headers are as deep as tables may be
            headers.add("properties", table(properties.withHeaders(null)));
        }
        return headers.add("node", node);
    }

    private static Table.Builder client(Table.Builder headers, VirtualHost host, Client client) {
        return headers.add("vhost", LongString.of(host.name()))
                .add("connection", LongString.of(client.connection()))
                .add("channel", client.channel())
                .add("user", LongString.of(client.user()));
    }

    private static Message copy(Message message, String key, Table headers) {
        Properties properties = Properties.EMPTY.withHeaders(headers);
        return new Message(
                new Address(EXCHANGE, shortened(key)),
                false,
                HeapContent.replaceProperties(message.content(), properties));
    }

    /** A name of 255 bytes leaves no room for what is said before it. */
    private static String shortened(String key) {
        String shorter = key;
        while (Utf8.encode(shorter).length > KEY_BYTES_MAX) {
            shorter = shorter.substring(0, shorter.offsetByCodePoints(shorter.length(), -1));
        }
        return shorter;
    }

    private static void publish(VirtualHost host, Message copy, PublisherCredit credit) {
        Exchange exchange = host.exchange(EXCHANGE);
        if (exchange == null) {
            return;
        }
        Route route = host.route(exchange, copy.address().routingKey(), Routable.of(copy));
        for (int i = 0; i < route.size(); i++) {
            ((Target) route.queue(i)).publish(copy, null, credit);
        }
    }

    /** What was set of the fourteen, numbers as RabbitMQ writes them. */
    private static Table table(Properties p) {
        Table.Builder table = Table.builder();
        text(table, "content_type", p.contentType());
        text(table, "content_encoding", p.contentEncoding());
        if (p.headers() != null) {
            table.add("headers", p.headers());
        }
        number(table, "delivery_mode", p.deliveryMode());
        number(table, "priority", p.priority());
        text(table, "correlation_id", p.correlationId());
        text(table, "reply_to", p.replyTo());
        text(table, "expiration", p.expiration());
        text(table, "message_id", p.messageId());
        number(table, "timestamp", p.timestamp());
        text(table, "type", p.type());
        text(table, "user_id", p.userId());
        text(table, "app_id", p.appId());
        text(table, "cluster_id", p.clusterId());
        return table.build();
    }

    private static void text(Table.Builder table, String name, @Nullable String value) {
        if (value != null) {
            table.add(name, LongString.of(value));
        }
    }

    private static void number(Table.Builder table, String name, @Nullable Number value) {
        if (value != null) {
            table.add(name, value.intValue());
        }
    }
}
