// SPDX-License-Identifier: Apache-2.0
package io.leveret.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import java.util.function.Function;

/** Makes the pipeline of each accepted connection: what the transport asks for, then the protocol's handler. */
final class Acceptor extends ChannelInitializer<Channel> {
    private final Transport transport;
    private final Function<Channel, NetLoop> loops;
    private final Function<NetLoop, ChannelHandler> handlers;

    Acceptor(Transport transport, Function<Channel, NetLoop> loops, Function<NetLoop, ChannelHandler> handlers) {
        this.transport = transport;
        this.loops = loops;
        this.handlers = handlers;
    }

    @Override
    protected void initChannel(Channel channel) {
        NetLoop loop = loops.apply(channel);
        ChannelPipeline pipeline = channel.pipeline();
        if (transport.isBare()) {
            // only who is done with the bytes at once may read into the loop's one buffer; decoders keep some
            channel.config().setRecvByteBufAllocator(new LoopReadAllocator(loop));
        }
        if (transport.sockets().proxyProtocol()) {
            pipeline.addLast(new HAProxyMessageDecoder(), new ProxyHeader(transport.handshakeTimeoutMillis()));
        }
        TlsContext tls = transport.tls();
        if (tls != null) {
            SslHandler handler = tls.newHandler(channel.alloc());
            handler.setHandshakeTimeoutMillis(transport.handshakeTimeoutMillis());
            pipeline.addLast(handler, new TlsOutcome());
        }
        pipeline.addLast(handlers.apply(loop));
    }
}
