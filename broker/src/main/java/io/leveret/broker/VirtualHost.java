// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.exchange.Binding;
import io.leveret.broker.exchange.Bindings;
import io.leveret.broker.exchange.Destination;
import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.exchange.Routable;
import io.leveret.broker.exchange.Route;
import io.leveret.broker.exchange.Router;
import io.leveret.broker.exchange.Topology;
import io.leveret.broker.policy.Policies;
import io.leveret.broker.queue.QueueDefinition;
import io.leveret.broker.queue.QueueRef;
import io.leveret.broker.queue.QueueType;
import io.leveret.loop.Published;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A namespace of exchanges and queues. Its tables are changed by the definitions' one writer and read from every loop
 * without a lock.
 */
public final class VirtualHost {
    private final String name;
    private final Topology topology = new Topology();
    private final Bindings bindings = new Bindings(topology);
    private final Map<String, Exchange> exchanges = new ConcurrentHashMap<>();
    private final Map<String, QueueRef> queues = new ConcurrentHashMap<>();
    private final DirectReplies replies;
    private final Router router;
    private final Policies policies = new Policies();
    private final Published<VirtualHostMetadata> metadata = new Published<>(VirtualHostMetadata.of("classic"));
    private final Published<Boolean> traced = new Published<>(false);

    VirtualHost(String name, DirectReplies replies) {
        this.name = name;
        this.replies = replies;
        this.router = new Router(this::destination, exchanges::get);
    }

    public String name() {
        return name;
    }

    /** What operators say of it. */
    public VirtualHostMetadata metadata() {
        return metadata.get();
    }

    /** A queue's definition, with the type that queues have here where it says none. */
    public QueueDefinition typed(QueueDefinition wanted) {
        return QueueType.typed(wanted, metadata().defaultQueueType());
    }

    /** Whether copies of messages go to {@code amq.rabbitmq.trace}. */
    public boolean isTraced() {
        return traced.get();
    }

    /** What is said of queues and exchanges by their names. */
    public Policies policies() {
        return policies;
    }

    /** What decides routes here, and its version. */
    public Topology topology() {
        return topology;
    }

    public @Nullable Exchange exchange(String exchangeName) {
        return exchanges.get(exchangeName);
    }

    public @Nullable QueueRef queue(String queueName) {
        return queues.get(queueName);
    }

    public Collection<Exchange> exchanges() {
        return List.copyOf(exchanges.values());
    }

    public Collection<QueueRef> queues() {
        return List.copyOf(queues.values());
    }

    /** The explicit bindings to a queue or exchange; the default exchange's is not among them. */
    public Collection<Binding> bindingsTo(Destination destination) {
        return bindings.to(destination);
    }

    public Route route(Exchange first, String key, Routable message) {
        return router.route(first, key, message);
    }

    public Route route(Exchange first, List<String> keys, Routable message) {
        return router.route(first, keys, message);
    }

    /** As {@link #route(Exchange, List, Routable)}, null where there is no such exchange. */
    @Nullable
    Route routeFrom(String first, List<String> keys, Routable message) {
        Exchange exchange = exchanges.get(first);
        return exchange == null ? null : router.route(exchange, keys, message);
    }

    private @Nullable Destination destination(String queueName) {
        Destination queue = queues.get(queueName);
        return queue == null && DirectReplies.isReplyName(queueName) ? replies.find(queueName) : queue;
    }

    // The rest is for the definitions' writer.

    void describe(VirtualHostMetadata next) {
        metadata.set(next);
    }

    void trace(boolean on) {
        traced.set(on);
    }

    Bindings bindings() {
        return bindings;
    }

    void add(Exchange exchange) {
        exchanges.put(exchange.name(), exchange);
        topology.changed();
    }

    void remove(Exchange exchange) {
        exchanges.remove(exchange.name(), exchange);
        topology.changed();
    }

    void add(QueueRef queue) {
        queues.put(queue.name(), queue);
        topology.changed();
    }

    /** False where the name has passed to another queue, or to none, meanwhile. */
    boolean remove(QueueRef queue) {
        boolean removed = queues.remove(queue.name(), queue);
        topology.changed();
        return removed;
    }

    @Override
    public String toString() {
        return "vhost '" + name + "'";
    }
}
