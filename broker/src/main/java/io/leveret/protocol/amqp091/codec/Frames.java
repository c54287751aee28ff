// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.netty.buffer.ByteBuf;

/**
 * A frame's layout and the writers of whole frames: type (1 byte), channel (2), payload length (4), payload, 0xCE. The
 * frequent ones (deliver, ack, nack, content) are written without an object.
 */
public final class Frames {
    public static final int METHOD = 1;
    public static final int HEADER = 2;
    public static final int BODY = 3;
    public static final int HEARTBEAT = 8;
    public static final int END = 0xCE;

    /** Bytes in front of a payload. */
    public static final int PREFIX_BYTES = 7;

    /** Bytes of a frame without payload; a payload may have {@code frameMax} less these. */
    public static final int EMPTY_BYTES = PREFIX_BYTES + 1;

    /** The smallest {@code frame-max} there may be. */
    public static final int MIN_BYTES_MAX = 4096;

    /** Offset of the payload's length in a frame. */
    public static final int LENGTH_OFFSET = 3;

    /** Bytes of a content header's payload before its properties: class, weight, body size. */
    private static final int CONTENT_BYTES = 12;

    private Frames() {}

    /**
     * @throws IllegalArgumentException if a short string has more than 255 bytes; nothing is written then
     */
    public static void writeMethod(ByteBuf out, int channel, ServerMethod method) {
        int start = begin(out, channel, method.method());
        try {
            method.writeArguments(out);
        } catch (RuntimeException e) {
            out.writerIndex(start);
            throw e;
        }
        end(out, start);
    }

    /** As {@link BasicMethods.BasicDeliver}; a content header and body must follow. */
    public static void writeDeliver(
            ByteBuf out,
            int channel,
            String consumerTag,
            long deliveryTag,
            boolean redelivered,
            String exchange,
            String routingKey) {
        int start = begin(out, channel, MethodIds.BASIC_DELIVER);
        writeDeliverArguments(out, consumerTag, deliveryTag, redelivered, exchange, routingKey);
        end(out, start);
    }

    /**
     * As the other, with strings encoded beforehand by {@link ShortString#encode}, which takes a fifth of the time.
     *
     * @param names exchange and routing key; also as they stand in basic.publish, see {@link PublishArguments}
     */
    public static void writeDeliver(
            ByteBuf out, int channel, byte[] consumerTag, long deliveryTag, boolean redelivered, byte[] names) {
        writePrefix(out, METHOD, channel, 4 + consumerTag.length + 9 + names.length);
        out.writeInt(MethodIds.BASIC_DELIVER).writeBytes(consumerTag);
        out.writeLong(deliveryTag).writeByte(redelivered ? 1 : 0);
        out.writeBytes(names).writeByte(END);
    }

    static void writeDeliverArguments(
            ByteBuf out,
            String consumerTag,
            long deliveryTag,
            boolean redelivered,
            String exchange,
            String routingKey) {
        ShortString.write(out, consumerTag);
        out.writeLong(deliveryTag).writeByte(redelivered ? 1 : 0);
        ShortString.write(out, exchange);
        ShortString.write(out, routingKey);
    }

    /** As {@link BasicMethods.BasicAck}: a publisher confirm. */
    public static void writeAck(ByteBuf out, int channel, long deliveryTag, boolean multiple) {
        int start = begin(out, channel, MethodIds.BASIC_ACK);
        out.writeLong(deliveryTag).writeByte(multiple ? 1 : 0);
        end(out, start);
    }

    /** As {@link BasicMethods.BasicNack}: a publisher confirm that failed. */
    public static void writeNack(ByteBuf out, int channel, long deliveryTag, boolean multiple) {
        int start = begin(out, channel, MethodIds.BASIC_NACK);
        out.writeLong(deliveryTag).writeByte(multiple ? 1 : 0);
        end(out, start);
    }

    /**
     * @param properties holds flags and property list as {@link ContentHeader} found them, at {@code index}
     */
    public static void writeContentHeader(
            ByteBuf out, int channel, long bodyBytes, ByteBuf properties, int index, int length) {
        beginContentHeader(out, channel, bodyBytes, length);
        out.writeBytes(properties, index, length).writeByte(END);
    }

    /** As the other, with properties in an array. */
    public static void writeContentHeader(
            ByteBuf out, int channel, long bodyBytes, byte[] properties, int offset, int length) {
        beginContentHeader(out, channel, bodyBytes, length);
        out.writeBytes(properties, offset, length).writeByte(END);
    }

    /** The beginning of a BODY frame; its payload and {@link #writeEnd} must follow. */
    public static void writeBodyPrefix(ByteBuf out, int channel, int payloadBytes) {
        writePrefix(out, BODY, channel, payloadBytes);
    }

    public static void writeEnd(ByteBuf out) {
        out.writeByte(END);
    }

    public static void writeHeartbeat(ByteBuf out) {
        writePrefix(out, HEARTBEAT, 0, 0);
        writeEnd(out);
    }

    private static void beginContentHeader(ByteBuf out, int channel, long bodyBytes, int propertiesBytes) {
        writePrefix(out, HEADER, channel, CONTENT_BYTES + propertiesBytes);
        out.writeInt(MethodIds.classId(MethodIds.BASIC_PUBLISH) << 16).writeLong(bodyBytes);
    }

    private static void writePrefix(ByteBuf out, int type, int channel, int payloadBytes) {
        out.writeByte(type).writeShort(channel).writeInt(payloadBytes);
    }

    private static int begin(ByteBuf out, int channel, int method) {
        int start = out.writerIndex();
        writePrefix(out, METHOD, channel, 0);
        out.writeInt(method);
        return start;
    }

    private static void end(ByteBuf out, int start) {
        out.setInt(start + LENGTH_OFFSET, out.writerIndex() - start - PREFIX_BYTES);
        writeEnd(out);
    }
}
