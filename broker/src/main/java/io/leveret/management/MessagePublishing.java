// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.Permission;
import io.leveret.broker.Definitions;
import io.leveret.broker.Firehose;
import io.leveret.broker.VirtualHost;
import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.exchange.Routable;
import io.leveret.broker.exchange.Route;
import io.leveret.broker.figures.LoopCounters;
import io.leveret.broker.figures.MessageCounters;
import io.leveret.broker.figures.NodeCounters;
import io.leveret.broker.message.Address;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.CarbonCopies;
import io.leveret.broker.message.Expiration;
import io.leveret.broker.message.HeapContent;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Properties;
import io.leveret.broker.message.Receipt;
import io.leveret.broker.message.Reply;
import io.leveret.broker.message.Trail;
import io.leveret.broker.queue.PublisherCredit;
import io.leveret.broker.queue.Target;
import io.leveret.loop.Loop;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishes single messages on behalf of somebody, mandatory and confirmed, with the checks of a channel. On the server's
 * loop; a message is routed on the definitions' loop.
 */
final class MessagePublishing {
    private static final int PERSISTENT = 2;
    private static final long CONFIRM_TIMEOUT_SECONDS = 30;

    private enum Outcome {
        CONFIRMED,
        REJECTED,
        UNROUTED
    }

    private final Definitions definitions;
    private final NodeCounters counters;
    private final Permits permits;
    private final Owners owners;

    MessagePublishing(Node node, Permits permits, Owners owners) {
        this.definitions = node.definitions();
        this.counters = node.counters();
        this.permits = permits;
        this.owners = owners;
    }

    /** Answers whether any queue got it, after all of them have taken responsibility. */
    Future<Boolean> publish(Caller caller, VirtualHost host, Address address, Properties properties, byte[] body) {
        return permits.opens(caller, host.name())
                .compose(may -> permits.exchange(caller, Permission.WRITE, host.name(), address.exchange()))
                .compose(may -> checked(caller, host, address, properties, body))
                .recover(problem -> Future.failedFuture(
                        problem instanceof AmqpException error ? Refusal.ofPublish(error) : problem));
    }

    private Future<Boolean> checked(
            Caller caller, VirtualHost host, Address address, Properties properties, byte[] body) {
        Exchange exchange = host.exchange(address.exchange());
        if (exchange == null) {
            throw AmqpException.notFound("no exchange '" + address.exchange() + "' in " + host);
        }
        if (exchange.internal()) {
            throw AmqpException.accessRefused("cannot publish to internal " + exchange + " in " + host);
        }
        String expiration = properties.expiration();
        long ttlMillis = expiration == null ? Message.FOREVER : Expiration.millis(expiration);
        Integer priority = properties.priority();
        Message message = new Message(
                address,
                Integer.valueOf(PERSISTENT).equals(properties.deliveryMode()),
                HeapContent.of(properties.encode(), body),
                priority == null ? Message.NO_PRIORITY : priority,
                ttlMillis,
                Trail.NONE);
        List<String> keys = CarbonCopies.keys(message);
        return Owners.all(keys, key -> permits.topic(caller, Permission.WRITE, host.name(), exchange, key))
                .compose(may -> {
                    checkUserId(caller, properties);
                    return owners.<Outcome>put(reply -> definitions
                            .loop()
                            .execute(() -> handOver(
                                    new Order(
                                            host,
                                            exchange,
                                            keys,
                                            message,
                                            new Firehose.Client("HTTP API", 0, caller.name())),
                                    reply)));
                })
                .timeout(CONFIRM_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .recover(problem -> Future.failedFuture(problem instanceof TimeoutException ? unconfirmed() : problem))
                .map(outcome -> {
                    if (outcome == Outcome.REJECTED) {
                        throw rejected();
                    }
                    return outcome == Outcome.CONFIRMED;
                });
    }

    private static Refusal unconfirmed() {
        return Refusal.badRequest("confirm_timeout Timed out waiting for a publisher confirm. The message may still"
                + " have been enqueued. Check the health of the queues bound to this exchange.");
    }

    private static Refusal rejected() {
        return Refusal.badRequest("rejected Unable to publish message. Check queue limits.");
    }

    private static void checkUserId(Caller caller, Properties properties) {
        String userId = properties.userId();
        if (userId != null && !userId.equals(caller.name()) && !caller.user().impersonator()) {
            throw AmqpException.preconditionFailed(
                    "user_id property set to '" + userId + "' but authenticated user was '" + caller.name() + "'");
        }
    }

    /** What is to be published, and for whom. */
    private record Order(
            VirtualHost host, Exchange exchange, List<String> keys, Message message, Firehose.Client client) {}

    private void handOver(Order order, Reply<Outcome> reply) {
        VirtualHost host = order.host;
        Route route = host.route(order.exchange, order.keys, Routable.of(order.message));
        PublisherCredit credit = new OneMessage(definitions.loop());
        count(host, order.exchange, route, order.message.bodyBytes());
        if (host.isTraced()) {
            definitions.firehose().published(host, order.message, route, order.client, credit);
        }
        if (route.isEmpty()) {
            reply.ok(Outcome.UNROUTED);
            return;
        }
        Receipt receipt = new Countdown(route.size(), reply);
        Message message = CarbonCopies.withoutBcc(order.message);
        for (int i = 0; i < route.size(); i++) {
            ((Target) route.queue(i)).publish(message, receipt, credit);
        }
    }

    private void count(VirtualHost host, Exchange exchange, Route route, int bodyBytes) {
        LoopCounters loop = counters.of(definitions.loop());
        MessageCounters messages = loop.virtualHost(host.name()).messages();
        messages.published();
        loop.exchange(exchange).published(route.bound());
        loop.received(bodyBytes);
        if (route.isEmpty()) {
            messages.returned();
        }
        messages.confirmed();
    }

    /** Answers when the last queue has; one that refuses spoils it. Told on the queues' loops. */
    private static final class Countdown implements Receipt {
        private final AtomicInteger left;
        private final AtomicBoolean refused = new AtomicBoolean();
        private final Reply<Outcome> reply;

        Countdown(int queues, Reply<Outcome> reply) {
            this.left = new AtomicInteger(queues);
            this.reply = reply;
        }

        @Override
        public void accepted() {
            if (left.decrementAndGet() == 0) {
                reply.ok(refused.get() ? Outcome.REJECTED : Outcome.CONFIRMED);
            }
        }

        @Override
        public void rejected() {
            refused.set(true);
            accepted();
        }
    }

    /** Who publishes one message and waits for its confirm is never too fast. */
    private record OneMessage(Loop loop) implements PublisherCredit {
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
