// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static io.leveret.broker.figures.MessageEvent.ACK;
import static io.leveret.broker.figures.MessageEvent.CONFIRM;
import static io.leveret.broker.figures.MessageEvent.DELIVER;
import static io.leveret.broker.figures.MessageEvent.DELIVER_NO_ACK;
import static io.leveret.broker.figures.MessageEvent.DROP_UNROUTABLE;
import static io.leveret.broker.figures.MessageEvent.GET;
import static io.leveret.broker.figures.MessageEvent.GET_EMPTY;
import static io.leveret.broker.figures.MessageEvent.GET_NO_ACK;
import static io.leveret.broker.figures.MessageEvent.PUBLISH;
import static io.leveret.broker.figures.MessageEvent.REDELIVER;
import static io.leveret.broker.figures.MessageEvent.RETURN_UNROUTABLE;

import io.leveret.broker.ChannelView;
import io.leveret.broker.ConnectionView;
import io.leveret.broker.figures.MessageEvent;
import io.leveret.broker.queue.QueueView;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What RabbitMQ exports of queues, channels and connections, by its names, as far as it has a meaning here. */
final class ObjectMetrics {
    private ObjectMetrics() {}

    static final List<ObjectMetric<QueueView>> QUEUE = List.of(
            queue(
                    "queue_coarse_metrics",
                    "queue_messages_ready",
                    "Messages ready to be delivered to consumers",
                    q -> q.ready().total()),
            queue(
                    "queue_coarse_metrics",
                    "queue_messages_unacked",
                    "Messages delivered to consumers but not yet acknowledged",
                    q -> q.unacknowledged().total()),
            queue(
                    "queue_coarse_metrics",
                    "queue_messages",
                    "Sum of ready and unacknowledged messages",
                    q -> q.ready().total() + q.unacknowledged().total()),
            queue(
                    "queue_consumer_count",
                    "queue_consumers",
                    "Consumers on a queue",
                    q -> q.consumers().size()),
            queue("queue_metrics", "queue_consumer_capacity", "Consumer capacity", QueueView::capacity),
            queue("queue_metrics", "queue_consumer_utilisation", "Same as consumer capacity", QueueView::capacity),
            queue(
                    "queue_metrics",
                    "queue_process_memory_bytes",
                    "Memory in bytes used by the messages a queue keeps in memory",
                    QueueView::residentBytes),
            queue(
                    "queue_metrics",
                    "queue_messages_ram",
                    "Ready messages that are kept in memory",
                    QueueView::residentMessages),
            queue(
                    "queue_metrics",
                    "queue_messages_ram_bytes",
                    "Size of ready messages that are kept in memory",
                    QueueView::residentBytes),
            queue(
                    "queue_metrics",
                    "queue_messages_bytes",
                    "Size in bytes of ready and unacknowledged messages",
                    q -> q.readyBodyBytes() + q.unacknowledgedBodyBytes()),
            queue(
                    "queue_metrics",
                    "queue_messages_ready_bytes",
                    "Size in bytes of ready messages",
                    QueueView::readyBodyBytes),
            queue(
                    "queue_metrics",
                    "queue_messages_unacked_bytes",
                    "Size in bytes of all unacknowledged messages",
                    QueueView::unacknowledgedBodyBytes),
            ofQueue(
                    "queue_exchange_metrics",
                    "queue_messages_published_total",
                    "Messages published to a queue",
                    PUBLISH),
            ofQueue(
                    "queue_delivery_metrics",
                    "queue_get_ack_total",
                    "Messages fetched in manual acknowledgement mode",
                    GET),
            ofQueue(
                    "queue_delivery_metrics",
                    "queue_get_total",
                    "Messages fetched in automatic acknowledgement mode",
                    GET_NO_ACK),
            ofQueue(
                    "queue_delivery_metrics",
                    "queue_messages_delivered_ack_total",
                    "Messages delivered in manual acknowledgement mode",
                    DELIVER),
            ofQueue(
                    "queue_delivery_metrics",
                    "queue_messages_delivered_total",
                    "Messages delivered in automatic acknowledgement mode",
                    DELIVER_NO_ACK),
            ofQueue("queue_delivery_metrics", "queue_messages_redelivered_total", "Messages redelivered", REDELIVER),
            ofQueue("queue_delivery_metrics", "queue_messages_acked_total", "Messages acknowledged by consumers", ACK),
            ofQueue("queue_delivery_metrics", "queue_get_empty_total", "Fetches that found nothing", GET_EMPTY));

    static final List<ObjectMetric<ChannelView>> CHANNEL = List.of(
            channel("channel_metrics", "channel_consumers", "Consumers on a channel", ChannelView::consumers),
            channel(
                    "channel_metrics",
                    "channel_messages_unacked",
                    "Delivered but not yet acknowledged messages",
                    ChannelView::unacknowledged),
            channel(
                    "channel_metrics",
                    "channel_messages_unconfirmed",
                    "Published but not yet confirmed messages",
                    ChannelView::unconfirmed),
            channel(
                    "channel_metrics",
                    "channel_messages_uncommitted",
                    "Messages received in a transaction but not yet committed",
                    ChannelView::uncommittedPublishes),
            channel(
                    "channel_metrics",
                    "channel_acks_uncommitted",
                    "Message acknowledgements in a transaction not yet committed",
                    ChannelView::uncommittedSettlements),
            channel(
                    "channel_metrics",
                    "consumer_prefetch",
                    "Limit of unacknowledged messages for each consumer",
                    ChannelView::consumerPrefetch),
            channel(
                    "channel_metrics",
                    "channel_prefetch",
                    "Total limit of unacknowledged messages for all consumers on a channel",
                    ChannelView::channelPrefetch),
            ofChannel("channel_exchange_metrics", "channel_messages_published_total", "Messages published", PUBLISH),
            ofChannel("channel_exchange_metrics", "channel_messages_confirmed_total", "Messages confirmed", CONFIRM),
            ofChannel(
                    "channel_exchange_metrics",
                    "channel_messages_unroutable_returned_total",
                    "Mandatory messages that reached no queue and were returned",
                    RETURN_UNROUTABLE),
            ofChannel(
                    "channel_exchange_metrics",
                    "channel_messages_unroutable_dropped_total",
                    "Messages that reached no queue and were dropped",
                    DROP_UNROUTABLE),
            ofChannel(
                    "channel_queue_metrics",
                    "channel_get_ack_total",
                    "Messages fetched in manual acknowledgement mode",
                    GET),
            ofChannel(
                    "channel_queue_metrics",
                    "channel_get_total",
                    "Messages fetched in automatic acknowledgement mode",
                    GET_NO_ACK),
            ofChannel(
                    "channel_queue_metrics",
                    "channel_messages_delivered_ack_total",
                    "Messages delivered in manual acknowledgement mode",
                    DELIVER),
            ofChannel(
                    "channel_queue_metrics",
                    "channel_messages_delivered_total",
                    "Messages delivered in automatic acknowledgement mode",
                    DELIVER_NO_ACK),
            ofChannel("channel_queue_metrics", "channel_messages_redelivered_total", "Messages redelivered", REDELIVER),
            ofChannel("channel_queue_metrics", "channel_messages_acked_total", "Messages acknowledged", ACK),
            ofChannel("channel_queue_metrics", "channel_get_empty_total", "Fetches that found nothing", GET_EMPTY));

    static final List<ObjectMetric<ConnectionView>> CONNECTION = List.of(
            connection(
                    "connection_coarse_metrics",
                    "connection_incoming_bytes_total",
                    "Bytes received on a connection",
                    c -> c.bytes().received().total()),
            connection(
                    "connection_coarse_metrics",
                    "connection_outgoing_bytes_total",
                    "Bytes sent on a connection",
                    c -> c.bytes().sent().total()),
            connection(
                    "connection_metrics",
                    "connection_incoming_packets_total",
                    "Reads from a connection's socket",
                    c -> c.bytes().reads()),
            connection(
                    "connection_metrics",
                    "connection_outgoing_packets_total",
                    "Writes to a connection's socket",
                    c -> c.bytes().writes()),
            connection(
                    "connection_metrics",
                    "connection_channels",
                    "Channels on a connection",
                    c -> c.channels().size()));

    private static ObjectMetric<QueueView> queue(
            String family, String name, String help, ToDoubleFunction<QueueView> value) {
        return new ObjectMetric<>(family, name, help, value);
    }

    private static ObjectMetric<QueueView> ofQueue(String family, String name, String help, MessageEvent event) {
        return new ObjectMetric<>(family, name, help, q -> q.messages().total(event));
    }

    private static ObjectMetric<ChannelView> channel(
            String family, String name, String help, ToDoubleFunction<ChannelView> value) {
        return new ObjectMetric<>(family, name, help, value);
    }

    private static ObjectMetric<ChannelView> ofChannel(String family, String name, String help, MessageEvent event) {
        return new ObjectMetric<>(family, name, help, c -> c.messages().total(event));
    }

    private static ObjectMetric<ConnectionView> connection(
            String family, String name, String help, ToDoubleFunction<ConnectionView> value) {
        return new ObjectMetric<>(family, name, help, value);
    }
}
