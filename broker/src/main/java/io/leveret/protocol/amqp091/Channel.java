// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.broker.ChannelView;
import io.leveret.broker.Firehose;
import io.leveret.broker.figures.MessageCounters;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;
import io.leveret.broker.message.ReplyCode;
import io.leveret.broker.queue.ChannelKey;
import io.leveret.broker.queue.QueueRef;
import io.leveret.broker.queue.Settlement;
import io.leveret.net.NetLoop;
import io.leveret.protocol.amqp091.codec.AccessMethods.AccessRequest;
import io.leveret.protocol.amqp091.codec.AccessMethods.AccessRequestOk;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicAck;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicCancel;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicCancelOk;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicConsume;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicGet;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicNack;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicPublish;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicQos;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicRecover;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicRecoverAsync;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicRecoverOk;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicReject;
import io.leveret.protocol.amqp091.codec.ChannelMethods.ChannelClose;
import io.leveret.protocol.amqp091.codec.ChannelMethods.ChannelCloseOk;
import io.leveret.protocol.amqp091.codec.ChannelMethods.ChannelFlow;
import io.leveret.protocol.amqp091.codec.ChannelMethods.ChannelFlowOk;
import io.leveret.protocol.amqp091.codec.ChannelMethods.ChannelOpen;
import io.leveret.protocol.amqp091.codec.ChannelMethods.ChannelOpenOk;
import io.leveret.protocol.amqp091.codec.ClientChannelMethod;
import io.leveret.protocol.amqp091.codec.ClientChannelMethods;
import io.leveret.protocol.amqp091.codec.ClientMethod;
import io.leveret.protocol.amqp091.codec.ConfirmMethods.ConfirmSelect;
import io.leveret.protocol.amqp091.codec.ConfirmMethods.ConfirmSelectOk;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeBind;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeDeclare;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeDelete;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeUnbind;
import io.leveret.protocol.amqp091.codec.Frames;
import io.leveret.protocol.amqp091.codec.MethodDecoder;
import io.leveret.protocol.amqp091.codec.MethodIds;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueBind;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueDeclare;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueDelete;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueuePurge;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueUnbind;
import io.leveret.protocol.amqp091.codec.ServerMethod;
import io.leveret.protocol.amqp091.codec.SettleArguments;
import io.leveret.protocol.amqp091.codec.TxMethods.TxCommit;
import io.leveret.protocol.amqp091.codec.TxMethods.TxCommitOk;
import io.leveret.protocol.amqp091.codec.TxMethods.TxRollback;
import io.leveret.protocol.amqp091.codec.TxMethods.TxRollbackOk;
import io.leveret.protocol.amqp091.codec.TxMethods.TxSelect;
import io.leveret.protocol.amqp091.codec.TxMethods.TxSelectOk;
import io.netty.buffer.ByteBuf;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One channel: its life, its mode (plain, confirming or transactional), and which part of it answers which method. Owned
 * by the connection's loop.
 */
final class Channel implements ClientChannelMethods {
    private static final Logger LOG = LoggerFactory.getLogger(Channel.class);

    private enum State {
        STARTING,
        OPEN,
        /** We have sent channel.close; only the answer counts. */
        CLOSE_SENT,
        GONE
    }

    private final Connection connection;
    private final int number;
    private final ChannelKey key;
    private final IncomingPublish incoming;
    private final Consuming consuming;
    private final TopologyMethods topology;
    private final MessageCounters counters;
    private State state = State.STARTING;
    private int method; // the one being answered
    private @Nullable Confirms confirms;
    private @Nullable Transaction transaction;

    Channel(Connection connection, int number, long incarnation) {
        this.connection = connection;
        this.number = number;
        this.key = new ChannelKey(connection.id(), number, incarnation);
        this.counters = new MessageCounters(connection.loop().clock().nanos());
        this.incoming = new IncomingPublish(this, new Publishing(this));
        this.consuming = new Consuming(this);
        this.topology = new TopologyMethods(this);
    }

    /** The channel as traced messages name it. */
    Firehose.Client asClient() {
        return new Firehose.Client(connection.name(), number, connection.user().name());
    }

    int number() {
        return number;
    }

    ChannelKey key() {
        return key;
    }

    Connection connection() {
        return connection;
    }

    NetLoop loop() {
        return connection.netLoop();
    }

    Consuming consuming() {
        return consuming;
    }

    @Nullable
    Confirms confirms() {
        return confirms;
    }

    @Nullable
    Transaction transaction() {
        return transaction;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    MessageCounters counters() {
        return counters;
    }

    ChannelView view() {
        Transaction uncommitted = transaction;
        return new ChannelView(
                connection.facts(),
                number,
                confirms != null,
                uncommitted != null,
                consuming.consumers(),
                consuming.consumerPrefetch(),
                consuming.channelPrefetch(),
                consuming.unacknowledged(),
                confirms == null ? 0 : confirms.outstanding(),
                uncommitted == null ? 0 : uncommitted.publishes(),
                uncommitted == null ? 0 : uncommitted.settlements(),
                counters.read(connection.loop().clock().nanos()));
    }

    // ---- frames

    void frame(int type, int methodId, ByteBuf in, int index, int end) {
        if (state == State.CLOSE_SENT) {
            whileClosing(methodId);
        } else if (type == Frames.METHOD) {
            method(methodId, in, index, end);
        } else if (type == Frames.HEADER) {
            incoming.header(in, index, end);
        } else {
            incoming.body(in, index, end);
        }
    }

    /** The method to blame for a frame that failed, see {@link IncomingPublish#blamed}. */
    int blamed(int methodId) {
        return incoming.blamed(methodId);
    }

    private void whileClosing(int methodId) {
        if (methodId == MethodIds.CHANNEL_CLOSE) {
            send(new ChannelCloseOk());
        } else if (methodId == MethodIds.CHANNEL_CLOSE_OK) {
            state = State.GONE;
            connection.forget(this);
        }
    }

    private void method(int methodId, ByteBuf in, int index, int end) {
        incoming.expectMethod();
        method = methodId;
        int arguments = index + 4;
        if (state == State.STARTING && methodId != MethodIds.CHANNEL_OPEN) {
            throw new AmqpException(ReplyCode.CHANNEL_ERROR, "expected 'channel.open'");
        }
        if (methodId == MethodIds.BASIC_PUBLISH) {
            incoming.begin(in, arguments, end);
        } else if (methodId == MethodIds.BASIC_ACK) {
            SettleArguments.check(methodId, arguments, end);
            consuming.settle(
                    SettleArguments.deliveryTag(in, arguments),
                    SettleArguments.multiple(in, arguments),
                    Settlement.ACKNOWLEDGED);
        } else {
            int length = end - arguments;
            ClientMethod decoded = MethodDecoder.decode(methodId, in.slice(arguments, length), length);
            if (!(decoded instanceof ClientChannelMethod ofChannel)) {
                throw new AmqpException(ReplyCode.COMMAND_INVALID, "unimplemented method");
            }
            ofChannel.dispatch(this);
        }
    }

    // ---- answers

    void send(ServerMethod answer) {
        connection.outgoing().method(number, answer);
    }

    void sendUnless(boolean noWait, ServerMethod answer) {
        if (!noWait) {
            send(answer);
        }
    }

    /** A reply that the connection waits for; nothing happens any more if the channel is closed meanwhile. */
    <T> Reply<T> question(Consumer<T> then) {
        return connection.question(number, method, value -> {
            if (state == State.OPEN) {
                then.accept(value);
            }
        });
    }

    /** Closes this channel, and only it, because of the client's mistake. */
    void fail(AmqpException error, int failedMethod) {
        if (state == State.CLOSE_SENT || state == State.GONE) {
            return;
        }
        LOG.error(
                "channel {} of AMQP connection {} ({}) fails: {}",
                number,
                connection.id(),
                connection.name(),
                error.replyText());
        release(() -> {});
        state = State.CLOSE_SENT;
        send(new ChannelClose(
                error.code().code(),
                error.replyText(),
                MethodIds.classId(failedMethod),
                MethodIds.methodId(failedMethod)));
    }

    /** Ends everything the channel has under way; {@code then} runs when what it held is back in its queues. */
    void release(Runnable then) {
        state = State.GONE;
        incoming.clear();
        if (confirms != null) {
            confirms.close();
        }
        Set<QueueRef> touched = consuming.close();
        transaction = null;
        Countdown countdown = new Countdown(touched.size() + 1, then);
        for (QueueRef queue : touched) {
            queue.channelClosed(key, loop(), countdown);
        }
        countdown.run();
    }

    // ---- the channel's own methods

    @Override
    public void on(ChannelOpen open) {
        if (state != State.STARTING) {
            throw new AmqpException(ReplyCode.CHANNEL_ERROR, "second 'channel.open' seen");
        }
        state = State.OPEN;
        send(new ChannelOpenOk());
    }

    /** Tells the client of all confirms there are, before it hears of the end. */
    void tellConfirms() {
        if (confirms != null) {
            confirms.tell();
        }
    }

    @Override
    public void on(ChannelClose close) {
        tellConfirms();
        Reply<Boolean> reply = connection.question(number, method, done -> {
            connection.forget(this);
            send(new ChannelCloseOk());
        });
        release(() -> reply.ok(true));
    }

    @Override
    public void on(ChannelCloseOk closeOk) {
        // an answer to nothing; RabbitMQ ignores it too
    }

    @Override
    public void on(ChannelFlow flow) {
        if (!flow.active()) {
            throw AmqpException.notImplemented("active=false");
        }
        send(new ChannelFlowOk(true));
    }

    @Override
    public void on(AccessRequest request) {
        send(new AccessRequestOk(1));
    }

    @Override
    public void on(ConfirmSelect select) {
        if (transaction != null) {
            throw AmqpException.preconditionFailed("cannot switch from tx to confirm mode");
        }
        if (confirms == null) {
            confirms = new Confirms(this, connection.outgoing());
        }
        sendUnless(select.noWait(), new ConfirmSelectOk());
    }

    @Override
    public void on(TxSelect select) {
        if (confirms != null) {
            throw AmqpException.preconditionFailed("cannot switch from confirm to tx mode");
        }
        if (transaction == null) {
            transaction = new Transaction();
        }
        send(new TxSelectOk());
    }

    @Override
    public void on(TxCommit commit) {
        Transaction committed = transactional();
        transaction = new Transaction();
        Reply<Boolean> reply = question(whole -> {
            if (!whole) {
                throw AmqpException.preconditionFailed("partial tx completion");
            }
            send(new TxCommitOk());
        });
        committed.commit(incoming.publishing(), consuming, loop(), reply);
    }

    @Override
    public void on(TxRollback rollback) {
        transactional().rollback(consuming);
        transaction = new Transaction();
        send(new TxRollbackOk());
    }

    private Transaction transactional() {
        Transaction present = transaction;
        if (present == null) {
            throw AmqpException.preconditionFailed("channel is not transactional");
        }
        return present;
    }

    // ---- methods its parts answer

    @Override
    public void on(BasicPublish publish) {
        throw new IllegalStateException("basic.publish is read in place");
    }

    @Override
    public void on(BasicQos qos) {
        consuming.qos(qos);
    }

    @Override
    public void on(BasicConsume consume) {
        consuming.consume(consume);
    }

    @Override
    public void on(BasicCancel cancel) {
        consuming.cancel(cancel);
    }

    @Override
    public void on(BasicCancelOk cancelOk) {
        // the client's answer to our basic.cancel, which asks for none
    }

    @Override
    public void on(BasicGet get) {
        consuming.get(get);
    }

    @Override
    public void on(BasicAck ack) {
        consuming.settle(ack.deliveryTag(), ack.multiple(), Settlement.ACKNOWLEDGED);
    }

    @Override
    public void on(BasicReject reject) {
        consuming.settle(reject.deliveryTag(), false, reject.requeue() ? Settlement.FAILED : Settlement.DISCARDED);
    }

    @Override
    public void on(BasicNack nack) {
        consuming.settle(
                nack.deliveryTag(), nack.multiple(), nack.requeue() ? Settlement.REQUEUED : Settlement.DISCARDED);
    }

    @Override
    public void on(BasicRecover recover) {
        consuming.recover(recover.requeue());
        send(new BasicRecoverOk());
    }

    @Override
    public void on(BasicRecoverAsync recover) {
        consuming.recover(recover.requeue());
    }

    @Override
    public void on(ExchangeDeclare declare) {
        topology.declare(declare);
    }

    @Override
    public void on(ExchangeDelete delete) {
        topology.delete(delete);
    }

    @Override
    public void on(ExchangeBind bind) {
        topology.bind(bind);
    }

    @Override
    public void on(ExchangeUnbind unbind) {
        topology.unbind(unbind);
    }

    @Override
    public void on(QueueDeclare declare) {
        topology.declare(declare);
    }

    @Override
    public void on(QueueBind bind) {
        topology.bind(bind);
    }

    @Override
    public void on(QueueUnbind unbind) {
        topology.unbind(unbind);
    }

    @Override
    public void on(QueuePurge purge) {
        topology.purge(purge);
    }

    @Override
    public void on(QueueDelete delete) {
        topology.delete(delete);
    }

    TopologyMethods topology() {
        return topology;
    }
}
