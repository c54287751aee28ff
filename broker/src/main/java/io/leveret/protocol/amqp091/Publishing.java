// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.auth.AccessControl;
import io.leveret.auth.Permission;
import io.leveret.auth.Resource;
import io.leveret.auth.User;
import io.leveret.broker.DirectReplies;
import io.leveret.broker.TopologyRules;
import io.leveret.broker.VirtualHost;
import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.exchange.Routable;
import io.leveret.broker.exchange.Route;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.CarbonCopies;
import io.leveret.broker.message.Content;
import io.leveret.broker.message.Expiration;
import io.leveret.broker.message.HeapContent;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Properties;
import io.leveret.broker.message.Receipt;
import io.leveret.broker.message.Reply;
import io.leveret.broker.message.ReplyCode;
import io.leveret.broker.message.Trail;
import io.leveret.broker.queue.LoopStore;
import io.leveret.broker.queue.Target;
import io.leveret.protocol.amqp091.codec.ContentHeader;
import io.leveret.protocol.amqp091.codec.ShortString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From a whole publish to its queues: RabbitMQ's checks in RabbitMQ's order, the route, returns, confirms. Owned by the
 * connection's loop.
 */
final class Publishing {
    private static final byte[] NO_ROUTE = ShortString.encode("NO_ROUTE");

    private final Channel channel;
    private final Connection connection;
    private final AccessControl access;
    private final ContentHeader header = new ContentHeader();
    private final BorrowedContent borrowed = new BorrowedContent(Unpooled.EMPTY_BUFFER);

    // what the last content header said
    private boolean persistent;
    private int priority;
    private boolean extraKeys;
    private @Nullable String replyTo;
    private @Nullable String expiration;
    private @Nullable String userId;

    Publishing(Channel channel) {
        this.channel = channel;
        this.connection = channel.connection();
        this.access = connection.amqp().access();
    }

    ContentHeader header() {
        return header;
    }

    BorrowedContent borrowed() {
        return borrowed;
    }

    /** Takes out of a content header what is needed when the body has come. */
    void facts(ContentHeader read, ByteBuf in) {
        persistent = read.isPersistent();
        priority = read.priority();
        extraKeys = read.headersLength() > 0 && mayHoldCopies(in, read.headersOffset(), read.headersLength());
        replyTo = text(in, read.replyToOffset());
        expiration = text(in, read.expirationOffset());
        userId = text(in, read.userIdOffset());
    }

    /** Whether a headers table may hold CC or BCC: a look at its bytes that is sometimes wrongly true. */
    private static boolean mayHoldCopies(ByteBuf in, int index, int length) {
        for (int i = index, last = index + length - 3; i <= last; i++) {
            byte b = in.getByte(i);
            if ((b == 2 && in.getByte(i + 1) == 'C') || (b == 3 && in.getByte(i + 1) == 'B')) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String text(ByteBuf in, int offset) {
        return offset < 0 ? null : ContentHeader.text(in, offset);
    }

    void publish(Addressed to, boolean mandatory, boolean immediate, Content content) {
        if (immediate) {
            throw AmqpException.notImplemented("immediate=true");
        }
        long accessVersion = access.version();
        if (to.permittedAt != accessVersion) {
            askPermission(to, mandatory, content.outlive(), accessVersion);
            return;
        }
        VirtualHost host = connection.virtualHost();
        long version = host.topology().version();
        if (to.version != version) {
            to.found(version, host.exchange(to.address().exchange()));
            to.counters = to.exchange == null ? null : connection.loopCounters().exchange(to.exchange);
        }
        Exchange exchange = to.exchange;
        if (exchange == null) {
            throw AmqpException.notFound("no exchange '" + to.address().exchange() + "' in " + host);
        }
        if (exchange.internal()) {
            throw AmqpException.accessRefused("cannot publish to internal " + exchange + " in " + host);
        }
        Content checked = content;
        if (replyTo != null) {
            checked = checkReplyTo(content);
        }
        long ttlMillis = expiration == null ? Message.FOREVER : Expiration.millis(expiration);
        if (to.topic && to.topicPermittedAt != accessVersion) {
            askTopics(to, mandatory, content.outlive(), accessVersion);
            return;
        }
        checkUserId();
        Message message = new Message(to.address(), persistent, checked, priority, ttlMillis, Trail.NONE);
        Route route;
        Message whole = message;
        if (extraKeys) {
            route = host.route(exchange, CarbonCopies.keys(message), Routable.of(message));
            message = CarbonCopies.withoutBcc(message);
        } else {
            route = route(to, exchange, host, message);
        }
        count(to, route, message.bodyBytes());
        if (host.isTraced()) {
            connection.amqp().definitions().firehose().published(host, whole, route, channel.asClient(), connection);
        }
        Transaction transaction = channel.transaction();
        if (transaction == null) {
            deliver(message, route, mandatory, channel.confirms());
        } else {
            message.keep();
            transaction.publish(message, route, mandatory);
        }
    }

    private void count(Addressed to, Route route, int bodyBytes) {
        connection.loopCounters().received(bodyBytes);
        channel.counters().published();
        connection.hostCounters().published();
        if (to.counters != null) {
            to.counters.published(route.bound());
        }
    }

    private void askPermission(Addressed to, boolean mandatory, Content content, long version) {
        User user = connection.user();
        Resource exchange =
                Resource.exchange(connection.virtualHost().name(), to.address().exchange());
        Reply<Boolean> reply = channel.question(allowed -> {
            if (!allowed) {
                throw TopologyRules.refused(Permission.WRITE, exchange, user.name());
            }
            to.permittedAt = version;
            publish(to, mandatory, false, content);
        });
        access.may(user, Permission.WRITE, exchange, reply.on(channel.loop())::ok);
    }

    /** Asks for the routing key, and for those in the headers CC and BCC. */
    private void askTopics(Addressed to, boolean mandatory, Content content, long version) {
        List<String> keys = extraKeys
                ? CarbonCopies.keys(new Message(to.address(), persistent, content))
                : List.of(to.address().routingKey());
        askTopic(keys.iterator(), to.address().exchange(), () -> {
            to.topicPermittedAt = version;
            publish(to, mandatory, false, content);
            if (extraKeys) {
                to.topicPermittedAt = -1; // the next message's may be others
            }
        });
    }

    private void askTopic(Iterator<String> keys, String exchange, Runnable then) {
        if (!keys.hasNext()) {
            then.run();
            return;
        }
        channel.topology()
                .permittedTopic(Permission.WRITE, exchange, keys.next(), () -> askTopic(keys, exchange, then));
    }

    /** The route by the routing key alone; kept where every message takes the same while the topology stays. */
    private static Route route(Addressed to, Exchange exchange, VirtualHost host, Message message) {
        Route kept = to.route;
        if (kept != null) {
            return kept;
        }
        String key = to.address().routingKey();
        Route route = host.route(exchange, key, Routable.of(message));
        boolean toReplies = exchange.isDefault() && DirectReplies.isReplyName(key); // those come and go unversioned
        if (route.isCacheable() && !toReplies) {
            to.route = route;
        }
        return route;
    }

    private Content checkReplyTo(Content content) {
        if (!DirectReplies.QUEUE.equals(replyTo)) {
            return content;
        }
        String name = channel.consuming().replyName();
        if (name == null) {
            throw AmqpException.preconditionFailed("fast reply consumer does not exist");
        }
        return HeapContent.replaceProperties(content, Properties.decode(content).withReplyTo(name));
    }

    private void checkUserId() {
        if (userId == null) {
            return;
        }
        User user = connection.user();
        if (!userId.equals(user.name()) && !user.impersonator()) {
            throw AmqpException.preconditionFailed(
                    "user_id property set to '" + userId + "' but authenticated user was '" + user.name() + "'");
        }
    }

    /** Hands a routed message to its queues; a mandatory one without any goes back first, then comes the confirm. */
    void deliver(Message message, Route route, boolean mandatory, @Nullable Confirms confirms) {
        int queues = route.size();
        if (route.bound() == 0) {
            unbound(message, queues, mandatory);
        }
        if (queues > 0) {
            Receipt receipt = confirms == null ? null : confirms.open(queues);
            handOver(message, route, receipt);
        } else if (confirms != null) {
            confirms.unrouted();
        }
    }

    /** No queue takes the message now; a mandatory one goes back, as in RabbitMQ also where an exchange keeps it. */
    void unbound(Message message, int keepers, boolean mandatory) {
        if (mandatory || keepers == 0) {
            countUnroutable(mandatory);
        }
        if (mandatory) {
            connection.outgoing().basicReturn(channel.number(), ReplyCode.NO_ROUTE.code(), NO_ROUTE, message);
        }
    }

    private void countUnroutable(boolean mandatory) {
        if (mandatory) {
            channel.counters().returned();
            connection.hostCounters().returned();
        } else {
            channel.counters().dropped();
            connection.hostCounters().dropped();
        }
    }

    void handOver(Message message, Route route, @Nullable Receipt receipt) {
        if (route.size() > 1) {
            fanOut(message, route, receipt);
        } else if (route.size() == 1) {
            ((Target) route.queue(0)).publish(message, receipt, connection);
        }
    }

    private void fanOut(Message message, Route route, @Nullable Receipt receipt) {
        LoopStore store = connection.loopStore();
        store.beginFanOut();
        try {
            for (int i = 0, queues = route.size(); i < queues; i++) {
                ((Target) route.queue(i)).publish(message, receipt, connection);
            }
        } finally {
            store.endFanOut();
        }
    }
}
