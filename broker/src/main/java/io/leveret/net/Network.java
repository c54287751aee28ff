// SPDX-License-Identifier: Apache-2.0
package io.leveret.net;

import io.leveret.config.Settings;
import io.leveret.loop.Clock;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The node's loops and the sockets they serve. Opened and closed by the wiring's thread. */
public final class Network implements AutoCloseable {
    /** A consumer with more than this unsent gets nothing new until less than the low mark is left. */
    private static final WriteBufferWaterMark UNSENT_BYTES = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    private final EventLoopGroup group;
    private final Class<? extends ServerChannel> serverChannel;
    private final List<NetLoop> loops = new ArrayList<>();
    private final IdentityHashMap<EventLoop, NetLoop> byEventLoop = new IdentityHashMap<>();
    private final List<Channel> listeners = new ArrayList<>();
    private final Set<Channel> accepted = ConcurrentHashMap.newKeySet();
    private final List<Listening> suspended = new ArrayList<>();
    private final List<Listening> served = new ArrayList<>();
    private boolean closed;

    /** How to serve an address again. */
    private record Listening(ServerBootstrap bootstrap, InetSocketAddress address) {}

    public Network(int loopCount, Clock clock) {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        serverChannel = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        group = new MultiThreadIoEventLoopGroup(loopCount, new DefaultThreadFactory("leveret-loop", true), io);
        for (EventExecutor executor : group) {
            NetLoop loop = new NetLoop((EventLoop) executor, loops.size(), clock);
            loops.add(loop);
            byEventLoop.put(loop.eventLoop(), loop);
        }
    }

    public List<NetLoop> loops() {
        return List.copyOf(loops);
    }

    /**
     * Serves an address.
     *
     * @param transport what comes before the protocol
     * @param handlers makes each accepted connection's handler, on the connection's loop
     * @return the address really bound
     * @throws IOException if it cannot be bound
     */
    public synchronized InetSocketAddress listen(
            InetSocketAddress address, Transport transport, Function<NetLoop, ChannelHandler> handlers)
            throws IOException {
        Settings.Sockets sockets = transport.sockets();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(serverChannel)
                .option(ChannelOption.SO_BACKLOG, sockets.backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, sockets.noDelay())
                .childOption(ChannelOption.SO_KEEPALIVE, sockets.keepAlive())
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT_BYTES)
                .childHandler(new Acceptor(transport, this::accepted, handlers));
        if (sockets.sendBufferBytes() > 0) {
            bootstrap.childOption(ChannelOption.SO_SNDBUF, sockets.sendBufferBytes());
        }
        if (sockets.receiveBufferBytes() > 0) {
            bootstrap.childOption(ChannelOption.SO_RCVBUF, sockets.receiveBufferBytes());
        }
        InetSocketAddress bound = bind(bootstrap, address);
        served.add(new Listening(bootstrap, bound));
        return bound;
    }

    private InetSocketAddress bind(ServerBootstrap bootstrap, InetSocketAddress address) throws IOException {
        Channel listener = bootstrap.bind(address).awaitUninterruptibly().channel();
        if (!listener.isActive()) {
            throw new IOException("cannot listen on " + address.getHostString() + ":" + address.getPort()
                    + ": the address is in use or not this machine's");
        }
        listeners.add(listener);
        return (InetSocketAddress) listener.localAddress();
    }

    private NetLoop accepted(Channel channel) {
        accepted.add(channel);
        channel.closeFuture().addListener(closed -> accepted.remove(channel));
        return Objects.requireNonNull(byEventLoop.get(channel.eventLoop()));
    }

    /** What buffers outside the heap hold, bytes; of the whole JVM. */
    public static long directBytes() {
        return Math.max(0, PlatformDependent.usedDirectMemory());
    }

    /** Accepts no connections for now. From any thread but the loops'. */
    public synchronized void suspend() {
        suspended.addAll(served);
        served.clear();
        close(listeners);
    }

    /**
     * Accepts connections again where it did. From any thread but the loops'.
     *
     * @throws IOException if an address was taken meanwhile
     */
    public synchronized void resume() throws IOException {
        while (!closed && !suspended.isEmpty()) {
            Listening next = suspended.get(0);
            bind(next.bootstrap(), next.address());
            served.add(suspended.remove(0));
        }
    }

    /** Whether clients may connect. */
    public synchronized boolean isServing() {
        return !closed && suspended.isEmpty();
    }

    private static void close(List<Channel> listeners) {
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        listeners.clear();
    }

    /** Accepts no more connections. */
    public synchronized void closeListeners() {
        closed = true;
        close(listeners);
    }

    /** Closes every socket and ends the loops; returns when their threads are gone. */
    @Override
    public void close() {
        closeListeners();
        // Loops that end do not close what is still open: those who linger after a refusal, or are not logged in yet.
        List<ChannelFuture> closing = accepted.stream().map(Channel::close).toList();
        closing.forEach(ChannelFuture::awaitUninterruptibly);
        loops.forEach(loop -> loop.execute(loop::releaseReadBuffer));
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
