// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.broker.figures.ByteCounters;
import io.leveret.broker.message.ByteSink;
import io.leveret.broker.message.Content;
import io.leveret.broker.message.Message;
import io.leveret.net.NetLoop;
import io.leveret.protocol.amqp091.codec.Frames;
import io.leveret.protocol.amqp091.codec.MethodIds;
import io.leveret.protocol.amqp091.codec.ServerMethod;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection's frames on their way out: everything a turn brings is copied into one buffer and flushed once when the
 * turn ends. Owned by the connection's loop.
 */
final class Outgoing implements ByteSink {
    private static final int BUFFER_BYTES = 64 * 1024;

    /** Type, channel, size, end. */
    private static final int FRAME_BYTES = 8;

    /** Method frame without its strings, content header frame without properties, frame of the body. */
    private static final int DELIVERY_BYTES = 128;

    private final ChannelHandlerContext context;
    private final NetLoop loop;
    private final Runnable flush = this::flush;
    private @Nullable ByteBuf buffer;
    private boolean flushDue;
    private int frameMax = 4096;
    private final ByteCounters sent;
    private @Nullable ByteCounters alsoSent;

    /**
     * @param sent counts what is handed to the socket
     */
    Outgoing(ChannelHandlerContext context, NetLoop loop, ByteCounters sent) {
        this.context = context;
        this.loop = loop;
        this.sent = sent;
    }

    /** These count too from now on. */
    void countFor(ByteCounters others) {
        alsoSent = others;
    }

    /**
     * @param bytes largest frame the client takes; 0 means no limit
     */
    void frameMax(int bytes) {
        frameMax = bytes == 0 ? Integer.MAX_VALUE : bytes;
    }

    /** Whether the socket keeps up. */
    boolean writable() {
        return context.channel().isWritable();
    }

    /** Bytes handed to the socket so far. */
    long bytesSent() {
        return sent.sentBytes();
    }

    /** Bytes that the socket has yet to take. */
    long unsentBytes() {
        ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    void method(int channel, ServerMethod method) {
        Frames.writeMethod(room(256), channel, method);
    }

    void heartbeat() {
        Frames.writeHeartbeat(room(FRAME_BYTES));
    }

    void bytes(byte[] bytes) {
        room(bytes.length).writeBytes(bytes);
    }

    void deliver(
            int channel, byte[] consumerTag, long deliveryTag, boolean redelivered, Message message, Content content) {
        int tagBytes = consumerTag.length;
        int addressBytes = message.address().encodedBytes();
        ByteBuf out = room(DELIVERY_BYTES + tagBytes + addressBytes + content.propertiesBytes() + inOneFrame(content));
        beginMethod(out, channel, 4 + tagBytes + 8 + 1 + addressBytes, MethodIds.BASIC_DELIVER);
        out.writeBytes(consumerTag);
        out.writeLong(deliveryTag);
        out.writeByte(redelivered ? 1 : 0);
        message.address().writeTo(this);
        out.writeByte(Frames.END);
        content(channel, content);
    }

    void getOk(int channel, long deliveryTag, boolean redelivered, Message message, long remaining) {
        Content content = message.content();
        int addressBytes = message.address().encodedBytes();
        ByteBuf out = room(DELIVERY_BYTES + addressBytes + content.propertiesBytes() + inOneFrame(content));
        beginMethod(out, channel, 4 + 8 + 1 + addressBytes + 4, MethodIds.BASIC_GET_OK);
        out.writeLong(deliveryTag);
        out.writeByte(redelivered ? 1 : 0);
        message.address().writeTo(this);
        out.writeInt((int) remaining);
        out.writeByte(Frames.END);
        content(channel, content);
    }

    void basicReturn(int channel, int replyCode, byte[] replyText, Message message) {
        Content content = message.content();
        int addressBytes = message.address().encodedBytes();
        ByteBuf out = room(
                DELIVERY_BYTES + replyText.length + addressBytes + content.propertiesBytes() + inOneFrame(content));
        beginMethod(out, channel, 4 + 2 + replyText.length + addressBytes, MethodIds.BASIC_RETURN);
        out.writeShort(replyCode);
        out.writeBytes(replyText);
        message.address().writeTo(this);
        out.writeByte(Frames.END);
        content(channel, content);
    }

    void ack(int channel, long deliveryTag, boolean multiple) {
        Frames.writeAck(room(FRAME_BYTES + 13), channel, deliveryTag, multiple);
    }

    void nack(int channel, long deliveryTag) {
        Frames.writeNack(room(FRAME_BYTES + 13), channel, deliveryTag, false);
    }

    private static void beginMethod(ByteBuf out, int channel, int payloadBytes, int method) {
        out.writeByte(Frames.METHOD);
        out.writeShort(channel);
        out.writeInt(payloadBytes);
        out.writeInt(method);
    }

    /** Content header and body, after the method frame that announces them. */
    private void content(int channel, Content content) {
        ByteBuf out = room(FRAME_BYTES + 12 + content.propertiesBytes());
        out.writeByte(Frames.HEADER);
        out.writeShort(channel);
        out.writeInt(12 + content.propertiesBytes());
        out.writeInt(MethodIds.classId(MethodIds.BASIC_PUBLISH) << 16); // class and weight
        out.writeLong(content.bodyBytes());
        content.writeProperties(this);
        out.writeByte(Frames.END);
        int length = content.bodyBytes();
        for (int offset = 0; offset < length; ) {
            int part = Math.min(length - offset, frameMax - FRAME_BYTES);
            out = room(FRAME_BYTES + part);
            out.writeByte(Frames.BODY);
            out.writeShort(channel);
            out.writeInt(part);
            content.writeBody(offset, part, this);
            out.writeByte(Frames.END);
            offset += part;
        }
    }

    private static int inOneFrame(Content content) {
        return Math.min(content.bodyBytes(), BUFFER_BYTES / 2);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        room(length).writeBytes(bytes, offset, length);
    }

    /** For content that is in a buffer of Netty's. */
    void write(ByteBuf from, int index, int length) {
        room(length).writeBytes(from, index, length);
    }

    /** The buffer with at least that much room. */
    private ByteBuf room(int bytes) {
        ByteBuf present = buffer;
        if (present != null) {
            if (present.maxFastWritableBytes() >= bytes) {
                return present;
            }
            send(present);
        }
        ByteBuf fresh = context.alloc().directBuffer(Math.max(BUFFER_BYTES, bytes));
        buffer = fresh;
        if (!flushDue) {
            flushDue = true;
            loop.atTurnEnd(flush);
        }
        return fresh;
    }

    private void send(ByteBuf full) {
        buffer = null;
        int count = full.readableBytes();
        sent.sent(count);
        if (alsoSent != null) {
            alsoSent.sent(count);
        }
        var unused = context.write(full, context.voidPromise());
    }

    /** Hands everything to the socket now. */
    void flush() {
        flushDue = false;
        ByteBuf present = buffer;
        if (present != null) {
            send(present);
        }
        context.flush();
    }
}
