// SPDX-License-Identifier: Apache-2.0
package io.leveret.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in one line why TLS with a client failed, and closes the connection. Owned by the connection's loop. */
final class TlsOutcome extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(TlsOutcome.class);

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable reason = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (reason instanceof SSLException) {
            LOG.warn("connection {}: TLS failed: {}", Peer.of(ctx.channel()).connectionName(), reason.getMessage());
            var unused = ctx.close();
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }
}
