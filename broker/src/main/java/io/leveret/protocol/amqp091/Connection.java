// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import com.carrotsearch.hppc.IntObjectHashMap;
import com.carrotsearch.hppc.cursors.ObjectCursor;
import io.leveret.auth.CertificateName;
import io.leveret.auth.User;
import io.leveret.auth.UserDefinition;
import io.leveret.broker.ChannelView;
import io.leveret.broker.ConnectionFacts;
import io.leveret.broker.ConnectionView;
import io.leveret.broker.Session;
import io.leveret.broker.VirtualHost;
import io.leveret.broker.figures.ByteCounters;
import io.leveret.broker.figures.Churn;
import io.leveret.broker.figures.LoopCounters;
import io.leveret.broker.figures.MessageCounters;
import io.leveret.broker.figures.VirtualHostCounters;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;
import io.leveret.broker.message.ReplyCode;
import io.leveret.broker.queue.LoopStore;
import io.leveret.broker.queue.PublisherCredit;
import io.leveret.broker.queue.QueueRef;
import io.leveret.loop.Loop;
import io.leveret.net.NetLoop;
import io.leveret.net.Peer;
import io.leveret.protocol.amqp091.codec.ClientConnectionMethod;
import io.leveret.protocol.amqp091.codec.ClientMethod;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionClose;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionCloseOk;
import io.leveret.protocol.amqp091.codec.Frames;
import io.leveret.protocol.amqp091.codec.MalformedFrameException;
import io.leveret.protocol.amqp091.codec.MethodDecoder;
import io.leveret.protocol.amqp091.codec.MethodIds;
import io.leveret.protocol.amqp091.codec.UnimplementedMethodException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: its life from the protocol header to the last byte, its channels, and the one place that
 * turns errors into channel.close and connection.close. Owned by its loop.
 */
final class Connection implements Session, PublisherCredit {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** How long an error may take to reach a client before the socket is closed. */
    private static final long LINGER_MILLIS = 3_000;

    /** How long a client may take to answer connection.close, or to close the socket after our close-ok. */
    private static final long CLOSE_OK_MILLIS = 30_000;

    /** With more bytes under way to other loops the connection reads no further. */
    private static final int UNDER_WAY_BYTES_MAX = 4 << 20;

    /** Class and method id. */
    private static final int METHOD_BYTES_MIN = 4;

    /** Class id, weight and body size. */
    private static final int HEADER_BYTES_MIN = 12;

    /** What the client is allowed to say now. */
    private enum State {
        HANDSHAKE,
        OPEN,
        /** The client's connection.close is being carried out. */
        CLOSING,
        /** We have sent connection.close and wait for the answer. */
        CLOSE_SENT,
        /** Nothing that comes is looked at any more. */
        LOST
    }

    private final Amqp091 amqp;
    private final ChannelHandlerContext context;
    private final NetLoop loop;
    private final Peer peer;
    private final Outgoing outgoing;
    private final Handshake handshake;
    private final Heartbeat heartbeat;
    private final Blocking blocking;
    private final LoopCounters loopCounters;
    private final ClientEvents events;
    private final LoopStore loopStore;
    private final ByteCounters bytes;
    private final long id;
    private final String name;
    private final IntObjectHashMap<Channel> channels = new IntObjectHashMap<>(2);
    private final Set<QueueRef> exclusiveQueues = new LinkedHashSet<>();
    private final ArrayDeque<Runnable> starved = new ArrayDeque<>(1);
    private final Addresses addresses = new Addresses();
    private State state = State.HANDSHAKE;
    private int frameBytesMax;
    private int channelMax;
    private int questions; // how many answers the connection waits for before it looks at more input
    private int underWayBytes;
    private int holds; // stores that are behind
    private long channelIncarnations;
    private @Nullable User user;
    private @Nullable VirtualHost virtualHost;
    private @Nullable ConnectionFacts facts;
    private @Nullable VirtualHostCounters hostCounters;
    private int heartbeatSeconds;
    private Loop.@Nullable Timer expiry;
    private Runnable continueInput = () -> {};

    Connection(Amqp091 amqp, ChannelHandlerContext context, NetLoop loop) {
        this.amqp = amqp;
        this.context = context;
        this.loop = loop;
        this.loopCounters = amqp.counters().of(loop);
        this.events =
                new ClientEvents(amqp.definitions().events(), amqp.definitions().nodeName());
        this.loopStore = amqp.definitions().storeOf(loop);
        this.bytes = new ByteCounters(loop.clock().nanos());
        this.outgoing = new Outgoing(context, loop, bytes);
        this.id = amqp.sessions().nextId();
        this.peer = Peer.of(context.channel());
        this.name = peer.connectionName();
        this.handshake = new Handshake(this, amqp);
        this.heartbeat = new Heartbeat(this);
        this.blocking = new Blocking(this);
        this.frameBytesMax = amqp.limits().initialFrameMax();
    }

    private static ConnectionFacts.Endpoint endpoint(InetSocketAddress address) {
        return new ConnectionFacts.Endpoint(Peer.host(address), address.getPort());
    }

    // ---- what FrameHandler asks and brings

    void onInputWanted(Runnable whenWanted) {
        continueInput = whenWanted;
    }

    /** Whether input must wait: for an answer, for room on other loops, or for an alarm to end. */
    boolean waits() {
        return questions > 0 || holds > 0 || underWayBytes > UNDER_WAY_BYTES_MAX || blocking.blocks();
    }

    boolean discardsInput() {
        return state == State.LOST;
    }

    /** Whether the socket is left alone: what comes meanwhile stays in the kernel and slows the peer down. */
    void readNoFurther(boolean stop) {
        if (context.channel().config().isAutoRead() == stop) {
            context.channel().config().setAutoRead(!stop);
        }
    }

    void received(int count) {
        heartbeat.received();
        bytes.received(count);
        if (hostCounters != null) {
            hostCounters.bytes().received(count);
        }
    }

    boolean tooLarge(long payloadBytes) {
        return frameBytesMax != 0 && payloadBytes > frameBytesMax;
    }

    void protocolHeader(long header) {
        handshake.protocolHeader(header);
    }

    void frameTooLarge(int type, int channel, long payloadBytes) {
        lose(
                channel,
                new AmqpException(
                        ReplyCode.FRAME_ERROR,
                        "type " + type + ", all octets = <<>>: {frame_too_large," + payloadBytes + ","
                                + (frameBytesMax - Frames.EMPTY_BYTES) + "}"));
    }

    void badFrameEnd(int type, int channel, ByteBuf in, int index, int end) {
        lose(
                channel,
                new AmqpException(
                        ReplyCode.FRAME_ERROR,
                        "type " + type + ", " + Snippet.of(in, index, end) + ": {invalid_frame_end_marker,"
                                + in.getUnsignedByte(end) + "}"));
    }

    /** The stream can no longer be followed: says so, looks at nothing more, and goes after a while. */
    private void lose(int channel, AmqpException error) {
        if (state != State.CLOSE_SENT) {
            fail(error, channel, 0);
        }
        state = State.LOST;
        closeAfter(LINGER_MILLIS);
    }

    void frame(int type, int channel, ByteBuf in, int index, int end) {
        int method = type == Frames.METHOD && end - index >= 4 ? in.getInt(index) : 0;
        try {
            if (state == State.CLOSE_SENT || state == State.CLOSING) {
                whileClosing(channel, method);
            } else if (channel == 0) {
                ofConnection(type, method, in, index, end);
            } else if (state == State.OPEN) {
                ofChannel(type, channel, method, in, index, end);
            } else {
                throw unexpectedFrame(type, in, index, end);
            }
        } catch (RuntimeException e) {
            fail(e, channel, method);
        }
    }

    private void ofConnection(int type, int method, ByteBuf in, int index, int end) {
        checkForm(type, in, index, end);
        if (type == Frames.HEARTBEAT) {
            return;
        }
        if (type != Frames.METHOD) {
            throw unexpectedFrame(type, in, index, end);
        }
        ClientMethod decoded = MethodDecoder.decode(method, in.slice(index + 4, end - index - 4), end - index - 4);
        if (!(decoded instanceof ClientConnectionMethod ofConnection)) {
            throw handshake.unexpected();
        }
        if (decoded instanceof ConnectionClose close && state == State.OPEN) {
            clientCloses(close);
        } else {
            ofConnection.dispatch(handshake);
        }
    }

    private void ofChannel(int type, int number, int method, ByteBuf in, int index, int end) {
        checkForm(type, in, index, end);
        if (type == Frames.HEARTBEAT) {
            throw unexpectedFrame(type, in, index, end);
        }
        Channel channel = channels.get(number);
        if (channel == null) {
            AmqpException tooMany = countChannel();
            if (tooMany != null) {
                fail(tooMany, number, 0); // before its method is looked at
                return;
            }
            channel = new Channel(this, number, ++channelIncarnations);
            channels.put(number, channel);
            loopCounters.count(Churn.CHANNEL_CREATED);
            events.channel(facts(), number, true);
        }
        try {
            channel.frame(type, method, in, index, end);
        } catch (RuntimeException e) {
            fail(e, number, channel.blamed(method));
        }
    }

    /** Counts one more channel; says which limit forbids it, or null. */
    private @Nullable AmqpException countChannel() {
        if (channelMax != 0 && channels.size() >= channelMax) {
            return AmqpException.notAllowed("number of channels opened (" + channels.size()
                    + ") has reached the negotiated channel_max (" + channelMax + ")");
        }
        String who = openedBy();
        UserDefinition definition = amqp.definitions().users().present().find(who);
        long ofUser = definition == null ? Long.MAX_VALUE : definition.limit(UserDefinition.MAX_CHANNELS);
        int ofNode = amqp.settings().limits().channels();
        return switch (amqp.sessions().channels().open(who, ofUser, ofNode)) {
            case OPENED -> null;
            case USER_LIMIT ->
                AmqpException.notAllowed("number of channels opened for user '" + who
                        + "' has reached the maximum allowed user limit of " + ofUser);
            case NODE_LIMIT ->
                AmqpException.notAllowed("number of channels opened on node '"
                        + amqp.settings().identity().nodeName() + "' has reached the maximum allowed limit of "
                        + ofNode);
        };
    }

    /** A new secret may name somebody else; channels stay counted for who opened the connection. */
    private String openedBy() {
        return Objects.requireNonNull(facts).user();
    }

    private void channelClosed(int number) {
        loopCounters.count(Churn.CHANNEL_CLOSED);
        events.channel(facts(), number, false);
        amqp.sessions().channels().closed(openedBy());
    }

    private void whileClosing(int channel, int method) {
        if (channel == 0 && method == MethodIds.CONNECTION_CLOSE) {
            sayGoodbye();
        } else if (channel == 0 && method == MethodIds.CONNECTION_CLOSE_OK && state == State.CLOSE_SENT) {
            closeWhenSent();
        }
    }

    private static AmqpException unexpectedFrame(int type, ByteBuf in, int index, int end) {
        return new AmqpException(ReplyCode.UNEXPECTED_FRAME, "type " + type + ", " + Snippet.of(in, index, end));
    }

    /** Whether a payload can be one of its type at all. */
    private static void checkForm(int type, ByteBuf in, int index, int end) {
        boolean known = switch (type) {
            case Frames.METHOD -> end - index >= METHOD_BYTES_MIN;
            case Frames.HEADER -> end - index >= HEADER_BYTES_MIN;
            case Frames.BODY -> true;
            case Frames.HEARTBEAT -> end == index;
            default -> false;
        };
        if (!known) {
            throw new AmqpException(
                    ReplyCode.FRAME_ERROR, "type " + type + ", " + Snippet.of(in, index, end) + ": unknown_frame");
        }
    }

    // ---- questions to other owners

    /** A reply the connection waits for, looking at no more input; an error closes the channel that asked. */
    <T> Reply<T> question(int channel, int method, Consumer<T> then) {
        questions++;
        return new Reply<>() {
            @Override
            public void ok(T value) {
                answered(() -> then.accept(value), channel, method);
            }

            @Override
            public void failed(AmqpException error) {
                answered(
                        () -> {
                            throw error;
                        },
                        channel,
                        method);
            }
        };
    }

    private void answered(Runnable then, int channel, int method) {
        if (state == State.OPEN || state == State.HANDSHAKE) {
            try {
                then.run();
            } catch (RuntimeException e) {
                fail(e, channel, method);
            }
        }
        questions--;
        continueInput.run();
    }

    // ---- errors

    /** Tells the client of an error, in the scope the error has. */
    void fail(RuntimeException error, int channel, int method) {
        AmqpException told = told(error);
        if (state == State.CLOSE_SENT || state == State.LOST) {
            return;
        }
        Channel failed = channels.get(channel);
        if (!told.hard() && failed != null && state == State.OPEN) {
            failed.fail(told, method);
            return;
        }
        LOG.error("closing AMQP connection {} ({}): {}", id, name, told.replyText());
        closeChannels(() -> {});
        state = State.CLOSE_SENT;
        outgoing.method(
                0,
                new ConnectionClose(
                        told.code().code(), told.replyText(), MethodIds.classId(method), MethodIds.methodId(method)));
        closeAfter(CLOSE_OK_MILLIS);
    }

    private AmqpException told(RuntimeException error) {
        if (error instanceof AmqpException amqpError) {
            return amqpError;
        }
        if (error instanceof MalformedFrameException malformed) {
            return new AmqpException(
                    malformed.replyCode() == 502 ? ReplyCode.SYNTAX_ERROR : ReplyCode.FRAME_ERROR, malformed.reason());
        }
        if (error instanceof UnimplementedMethodException) {
            return new AmqpException(ReplyCode.COMMAND_INVALID, "unimplemented method");
        }
        LOG.error("connection {} ({}) failed", id, name, error);
        return new AmqpException(ReplyCode.INTERNAL_ERROR, "internal error");
    }

    /** Ends a connection whose client did not log in, without a word if it does not understand one. */
    void refuse(@Nullable AmqpException error) {
        if (error != null) {
            outgoing.method(0, new ConnectionClose(error.code().code(), error.replyText(), 0, 0));
        }
        state = State.LOST;
        closeAfter(LINGER_MILLIS);
    }

    /**
     * Sends connection.close-ok. Closing the socket is the client's part: one that is still writing must not find it
     * reset before it has read the answer.
     */
    void sayGoodbye() {
        outgoing.method(0, new ConnectionCloseOk());
        state = State.LOST;
        readNoFurther(false);
        closeAfter(CLOSE_OK_MILLIS);
    }

    /** Sends these bytes and closes the socket. */
    void refuse(byte[] lastWords) {
        outgoing.bytes(lastWords);
        closeWhenSent();
    }

    // ---- closing

    private void clientCloses(ConnectionClose close) {
        LOG.debug("connection {} closed by its client: {} {}", name, close.replyCode(), close.replyText());
        for (ObjectCursor<Channel> channel : channels.values()) {
            channel.value.tellConfirms();
        }
        state = State.CLOSING;
        closeChannels(() -> deleteExclusiveQueues(() -> sayGoodbye()));
    }

    /** Ends all channels; {@code then} runs when everything they held is back in its queues. */
    private void closeChannels(Runnable then) {
        Countdown countdown = new Countdown(channels.size() + 1, then);
        for (ObjectCursor<Channel> channel : channels.values()) {
            channelClosed(channel.value.number());
            channel.value.release(countdown);
        }
        channels.clear();
        starved.clear();
        countdown.run();
    }

    private void deleteExclusiveQueues(Runnable then) {
        Iterator<QueueRef> rest = List.copyOf(exclusiveQueues).iterator();
        exclusiveQueues.clear();
        deleteNext(rest, then);
    }

    private void deleteNext(Iterator<QueueRef> rest, Runnable then) {
        if (!rest.hasNext()) {
            then.run();
            return;
        }
        amqp.definitions().deleteQueue(rest.next(), false, false, loop, new Reply<>() {
            @Override
            public void ok(Long ready) {
                deleteNext(rest, then);
            }

            @Override
            public void failed(AmqpException error) {
                deleteNext(rest, then);
            }
        });
    }

    private void closeWhenSent() {
        state = State.LOST;
        outgoing.flush();
        var unused = context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    private void closeAfter(long millis) {
        loop.after(millis, this::closeSocket);
    }

    private void closeSocket() {
        var unused = context.close(); // its end is heard of by disconnected()
    }

    /** Closes the socket without a word: the peer is dead or never spoke. */
    void drop(String reason) {
        LOG.warn("closing AMQP connection {} ({}): {}", id, name, reason);
        state = State.LOST;
        closeSocket();
    }

    /** The socket is gone. */
    void disconnected() {
        state = State.LOST;
        handshake.stop();
        heartbeat.stop();
        blocking.stop();
        closeChannels(() -> {});
        if (facts != null) {
            events.closed(facts);
            loopCounters.count(Churn.CONNECTION_CLOSED);
        }
        amqp.sessions().remove(this);
        if (expiry != null) {
            expiry.cancel();
        }
        deleteExclusiveQueues(() -> {});
    }

    // ---- what the handshake decides

    /** The client has agreed to these limits. */
    void tuned(int frameMax, int negotiatedChannelMax, int negotiatedHeartbeatSeconds) {
        frameBytesMax = frameMax;
        channelMax = negotiatedChannelMax;
        outgoing.frameMax(frameMax);
        heartbeatSeconds = negotiatedHeartbeatSeconds;
        heartbeat.start(heartbeatSeconds);
    }

    /** The client may open the virtual host; nothing else is taken before {@link #running}. */
    void opened(User loggedIn, VirtualHost host) {
        user = loggedIn;
        virtualHost = host;
        VirtualHostCounters counters = loopCounters.virtualHost(host.name());
        hostCounters = counters;
        outgoing.countFor(counters.bytes());
        loopCounters.count(Churn.CONNECTION_CREATED);
        facts = new ConnectionFacts(
                id,
                name,
                "AMQP 0-9-1",
                host.name(),
                loggedIn.name(),
                handshake.mechanism(),
                endpoint(peer.remote()),
                endpoint(peer.local()),
                channelMax,
                frameBytesMax,
                heartbeatSeconds,
                loop.clock().epochMillis(),
                handshake.clientProperties(),
                tlsFacts());
        amqp.sessions().add(this);
        events.opened(facts);
        expireWith(loggedIn);
    }

    /** Who has logged in with something that expires is let go when it does. */
    private void expireWith(User loggedIn) {
        if (expiry != null) {
            expiry.cancel();
            expiry = null;
        }
        if (loggedIn.expiresAtMillis() != User.NEVER) {
            long millis = Math.max(0, loggedIn.expiresAtMillis() - loop.clock().epochMillis());
            expiry = loop.after(millis, () -> close("credential expired"));
        }
    }

    private ConnectionFacts.@Nullable Tls tlsFacts() {
        Peer.Tls tls = tls();
        if (tls == null) {
            return null;
        }
        X509Certificate certificate = tls.certificate();
        return new ConnectionFacts.Tls(
                tls.version().toLowerCase(Locale.ROOT),
                tls.cipherSuite(),
                certificate == null
                        ? null
                        : new ConnectionFacts.Certificate(
                                CertificateName.distinguished(certificate.getSubjectX500Principal()),
                                CertificateName.distinguished(certificate.getIssuerX500Principal()),
                                certificate.getNotBefore().toInstant() + " - "
                                        + certificate.getNotAfter().toInstant()));
    }

    void running() {
        state = State.OPEN;
    }

    /** The client has proven again who it is, and what it may do may have changed with that. */
    void renewed(User loggedIn) {
        user = loggedIn;
        expireWith(loggedIn);
        addresses.forgetPermissions();
        for (ObjectCursor<Channel> channel : channels.values()) {
            channel.value.consuming().checkPermissions();
        }
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean inHandshake() {
        return state == State.HANDSHAKE;
    }

    // ---- what channels need

    Amqp091 amqp() {
        return amqp;
    }

    NetLoop netLoop() {
        return loop;
    }

    Outgoing outgoing() {
        return outgoing;
    }

    Addresses addresses() {
        return addresses;
    }

    Blocking blocking() {
        return blocking;
    }

    Handshake handshake() {
        return handshake;
    }

    User user() {
        return Objects.requireNonNull(user);
    }

    @Override
    public String userName() {
        return user().name();
    }

    @Override
    public String virtualHostName() {
        return virtualHost().name();
    }

    LoopStore loopStore() {
        return loopStore;
    }

    ClientEvents events() {
        return events;
    }

    LoopCounters loopCounters() {
        return loopCounters;
    }

    /** What all connections of this loop to this virtual host count together. */
    MessageCounters hostCounters() {
        return Objects.requireNonNull(hostCounters).messages();
    }

    VirtualHost virtualHost() {
        return Objects.requireNonNull(virtualHost);
    }

    void owns(QueueRef exclusiveQueue) {
        exclusiveQueues.add(exclusiveQueue);
    }

    void disowns(QueueRef exclusiveQueue) {
        exclusiveQueues.remove(exclusiveQueue);
    }

    void forget(Channel channel) {
        if (channels.remove(channel.number()) != null) {
            channelClosed(channel.number());
        }
    }

    boolean has(Channel channel) {
        return channels.get(channel.number()) == channel;
    }

    /** Runs once the socket takes more. */
    void whenWritable(Runnable resume) {
        starved.add(resume);
    }

    void writabilityChanged() {
        heartbeat.writabilityChanged(outgoing.writable());
        if (!outgoing.writable() || starved.isEmpty()) {
            return;
        }
        // one after the other: who is starved again goes to the end of the line
        while (!starved.isEmpty() && outgoing.writable()) {
            starved.removeFirst().run();
        }
        loop.endTurn();
    }

    /** Looks at input that was kept, now that nothing holds it back. */
    void inputWanted() {
        continueInput.run();
    }

    // ---- Session and PublisherCredit

    @Override
    public long id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public ConnectionFacts facts() {
        return Objects.requireNonNull(facts);
    }

    @Override
    public ConnectionView view() {
        List<ChannelView> views = new ArrayList<>(channels.size());
        for (ObjectCursor<Channel> channel : channels.values()) {
            views.add(channel.value.view());
        }
        views.sort(Comparator.comparingInt(ChannelView::number));
        return new ConnectionView(
                facts(), stateInText(), bytes.read(loop.clock().nanos()), outgoing.unsentBytes(), views);
    }

    private String stateInText() {
        if (state != State.OPEN) {
            return "closing";
        }
        return underWayBytes > UNDER_WAY_BYTES_MAX ? "flow" : blocking.state();
    }

    Peer peer() {
        return peer;
    }

    /** What TLS agreed on; null without it. */
    Peer.@Nullable Tls tls() {
        return Peer.tls(context.channel());
    }

    @Override
    public void close(String reason) {
        if (state == State.OPEN) {
            fail(new AmqpException(ReplyCode.CONNECTION_FORCED, reason), 0, 0);
        } else if (state == State.HANDSHAKE) {
            drop(reason);
        }
    }

    @Override
    public void alarms(Set<String> reasons) {
        blocking.alarms(reasons);
    }

    @Override
    public void taken(int bytes) {
        underWayBytes += bytes;
    }

    @Override
    public void hold() {
        holds++;
    }

    @Override
    public void release() {
        holds--;
        continueInput.run();
    }

    @Override
    public void returned(int bytes) {
        boolean waited = underWayBytes > UNDER_WAY_BYTES_MAX;
        underWayBytes -= bytes;
        if (waited && underWayBytes <= UNDER_WAY_BYTES_MAX) {
            continueInput.run();
        }
    }
}
