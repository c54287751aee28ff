// SPDX-License-Identifier: Apache-2.0
package io.leveret.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a connection back until the proxy before this node has said whose it is (PROXY protocol, versions 1 and 2), which
 * is obligatory where it is on. Owned by the connection's loop.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyHeader.class);

    private final long timeoutMillis;
    private @Nullable Future<?> timeout;

    ProxyHeader(long timeoutMillis) {
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        timeout = ctx.executor().schedule(() -> refuse(ctx, "none came"), timeoutMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HAProxyMessage header)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            Peer peer = peer(header);
            if (peer != null) {
                Peer.told(ctx.channel(), peer);
            }
        } catch (UnknownHostException e) {
            refuse(ctx, String.valueOf(e.getMessage()));
            return;
        } finally {
            header.release();
        }
        stopTimeout();
        ctx.fireChannelActive();
        ctx.pipeline().remove(this);
    }

    /** Null where the proxy speaks for itself, as in its health checks, or for something without addresses. */
    private static @Nullable Peer peer(HAProxyMessage header) throws UnknownHostException {
        AddressFamily family = header.proxiedProtocol().addressFamily();
        if (header.command() != HAProxyCommand.PROXY
                || (family != AddressFamily.AF_IPv4 && family != AddressFamily.AF_IPv6)) {
            return null;
        }
        return new Peer(
                address(header.sourceAddress(), header.sourcePort()),
                address(header.destinationAddress(), header.destinationPort()));
    }

    private static InetSocketAddress address(String ip, int port) throws UnknownHostException {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(ip);
        if (bytes == null) {
            throw new UnknownHostException(ip);
        }
        return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    }

    private static void refuse(ChannelHandlerContext ctx, String why) {
        LOG.warn(
                "connection {}: no PROXY protocol header: {}",
                Peer.of(ctx.channel()).connectionName(),
                why);
        var unused = ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        // the protocol never heard of it
        stopTimeout();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        refuse(ctx, String.valueOf(cause.getMessage()));
    }

    private void stopTimeout() {
        Future<?> pending = timeout;
        if (pending != null) {
            pending.cancel(false);
        }
    }
}
