// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.net.NetLoop;
import io.leveret.protocol.amqp091.codec.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes to frames: parses in place in the loop's read buffer and keeps only what a read leaves incomplete, or what
 * arrives while the connection waits for an answer. Owned by the connection's loop.
 */
final class FrameHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(FrameHandler.class);
    private static final int PROTOCOL_HEADER_BYTES = 8;

    private final NetLoop loop;
    private final Function<ChannelHandlerContext, Connection> connections;
    private @Nullable Connection connection;
    private @Nullable ByteBuf kept;
    private boolean headerSeen;
    private boolean parsing;

    FrameHandler(NetLoop loop, Function<ChannelHandlerContext, Connection> connections) {
        this.loop = loop;
        this.connections = connections;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Connection opened = connections.apply(ctx);
        connection = opened;
        opened.onInputWanted(this::continueInput);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        Connection to = connection;
        try {
            if (to != null) {
                to.received(in.readableBytes());
                input(to, in);
            }
        } finally {
            in.release();
            loop.endTurn();
        }
    }

    private void input(Connection to, ByteBuf in) {
        if (to.discardsInput()) {
            dropKept();
            return;
        }
        if (to.waits()) {
            keep(to, in);
            return;
        }
        if (kept != null && !completeKept(to, in)) {
            return;
        }
        parse(to, in);
        if (in.isReadable() && !to.discardsInput()) {
            keep(to, in);
        }
    }

    /** Takes from the input what the first kept frame lacks, and handles it; false where that used the input up. */
    private boolean completeKept(Connection to, ByteBuf in) {
        ByteBuf first = kept;
        while (first != null && first.isReadable()) {
            int missing = missing(to, first);
            if (missing > 0) {
                if (!in.isReadable()) {
                    return false;
                }
                first.writeBytes(in, Math.min(missing, in.readableBytes()));
            }
            if (missing(to, first) == 0) {
                parse(to, first);
                if (to.discardsInput()) {
                    dropKept();
                    return false;
                }
                if (to.waits()) {
                    if (in.isReadable()) {
                        keep(to, in);
                    }
                    return false;
                }
            }
        }
        dropKept();
        return true;
    }

    /** How many bytes the first frame in the buffer lacks before something can be done with it. */
    private int missing(Connection to, ByteBuf in) {
        int have = in.readableBytes();
        if (!headerSeen) {
            return Math.max(0, PROTOCOL_HEADER_BYTES - have);
        }
        if (have < Frames.PREFIX_BYTES) {
            return Frames.PREFIX_BYTES - have;
        }
        long payload = in.getUnsignedInt(in.readerIndex() + Frames.LENGTH_OFFSET);
        return to.tooLarge(payload) ? 0 : Math.max(0, (int) payload + Frames.EMPTY_BYTES - have);
    }

    private void keep(Connection to, ByteBuf in) {
        to.readNoFurther(to.waits());
        ByteBuf buffer = kept;
        if (buffer == null) {
            buffer = in.alloc().buffer(Math.max(in.readableBytes(), 256));
            kept = buffer;
        } else {
            buffer.discardSomeReadBytes();
        }
        buffer.writeBytes(in);
    }

    private void dropKept() {
        if (kept != null) {
            kept.release();
            kept = null;
        }
    }

    private void parse(Connection to, ByteBuf in) {
        parsing = true;
        try {
            if (!headerSeen && in.readableBytes() >= PROTOCOL_HEADER_BYTES) {
                headerSeen = true;
                to.protocolHeader(in.readLong());
            }
            while (headerSeen && !to.waits() && !to.discardsInput() && in.readableBytes() >= Frames.PREFIX_BYTES) {
                int start = in.readerIndex();
                int type = in.getUnsignedByte(start);
                int channel = in.getUnsignedShort(start + 1);
                long payload = in.getUnsignedInt(start + Frames.LENGTH_OFFSET);
                if (to.tooLarge(payload)) {
                    to.frameTooLarge(type, channel, payload);
                    return;
                }
                int index = start + Frames.PREFIX_BYTES;
                int end = index + (int) payload;
                if (in.writerIndex() <= end) {
                    return;
                }
                in.readerIndex(end + 1);
                if ((in.getByte(end) & 0xFF) != Frames.END) {
                    to.badFrameEnd(type, channel, in, index, end);
                    return;
                }
                to.frame(type, channel, in, index, end);
            }
        } finally {
            parsing = false;
        }
    }

    /** The connection has its answer: goes on with what was kept meanwhile. */
    private void continueInput() {
        Connection to = connection;
        ByteBuf rest = kept;
        if (parsing || to == null || to.waits()) {
            return;
        }
        if (rest == null) {
            to.readNoFurther(false);
            return;
        }
        parse(to, rest);
        if (!rest.isReadable() || to.discardsInput()) {
            dropKept();
        }
        to.readNoFurther(to.waits());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (connection != null) {
            connection.writabilityChanged();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        dropKept();
        if (connection != null) {
            connection.disconnected();
        }
        loop.endTurn();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("connection {}: unexpected error", ctx.channel().remoteAddress(), cause);
        }
        var unused = ctx.close();
    }
}
