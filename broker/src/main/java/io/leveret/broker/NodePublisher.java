// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.exchange.Routable;
import io.leveret.broker.exchange.Route;
import io.leveret.broker.message.Address;
import io.leveret.broker.message.HeapContent;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Properties;
import io.leveret.broker.message.Trail;
import io.leveret.broker.queue.PublisherCredit;
import io.leveret.broker.queue.Target;
import io.leveret.loop.Loop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishes what the node itself has to say, to exchanges of its own: at most once, and nobody waits for it. What comes
 * while too much is under way is lost. Callable from every thread; carried out on the definitions' loop.
 */
public final class NodePublisher {
    /** Messages that wait for the loop. */
    private static final int WAITING_MAX = 4_096;

    private static final int PERSISTENT = 2;

    private final Definitions definitions;
    private final Loop loop;
    private final AtomicInteger waiting = new AtomicInteger();
    private final PublisherCredit credit = new Unlimited();
    private boolean busy; // on the loop: publishing now

    /**
     * @param loop the definitions'
     */
    NodePublisher(Definitions definitions, Loop loop) {
        this.definitions = definitions;
        this.loop = loop;
    }

    /** Publishes to an exchange if there is one; what is said while publishing is not published itself. */
    public void publish(String virtualHost, Address address, Properties properties, byte[] body) {
        if (loop.inLoop() && busy) {
            return;
        }
        if (waiting.incrementAndGet() > WAITING_MAX) {
            waiting.decrementAndGet();
            return;
        }
        try {
            loop.execute(() -> {
                waiting.decrementAndGet();
                publishNow(virtualHost, address, properties, body);
            });
        } catch (RejectedExecutionException e) {
            waiting.decrementAndGet(); // the node has ended, and nobody is there to hear it
        }
    }

    private void publishNow(String virtualHost, Address address, Properties properties, byte[] body) {
        VirtualHost host = definitions.virtualHost(virtualHost);
        Exchange exchange = host == null ? null : host.exchange(address.exchange());
        if (host == null || exchange == null || exchange.isUnused()) {
            return;
        }
        busy = true;
        try {
            Message message = new Message(
                    address,
                    Integer.valueOf(PERSISTENT).equals(properties.deliveryMode()),
                    HeapContent.of(properties.encode(), body),
                    0,
                    Message.FOREVER,
                    Trail.NONE);
            Route route = host.route(exchange, address.routingKey(), Routable.of(message));
            for (int i = 0; i < route.size(); i++) {
                ((Target) route.queue(i)).publish(message, null, credit);
            }
        } finally {
            busy = false;
        }
    }

    /** The bound is how many wait for the loop. */
    private final class Unlimited implements PublisherCredit {
        @Override
        public Loop loop() {
            return loop;
        }

        @Override
        public void taken(int bytes) {}

        @Override
        public void returned(int bytes) {}

        @Override
        public void hold() {}

        @Override
        public void release() {}
    }
}
