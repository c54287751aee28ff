// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.netty.buffer.ByteBuf;

/**
 * The arguments of basic.publish, read where they are. {@code index} is the first argument's in the buffer; all but
 * {@link #check} rely on an earlier check. The names' bytes are any bytes, see {@link io.leveret.table.Utf8}.
 */
public final class PublishArguments {
    private static final int TICKET_BYTES = 2;

    private PublishArguments() {}

    /**
     * @param end index behind the last argument
     * @throws MalformedFrameException if these are not the arguments of basic.publish
     */
    public static void check(ByteBuf in, int index, int end) {
        int exchangeOffset = index + TICKET_BYTES + 1;
        if (exchangeOffset <= end) {
            int routingKeyOffset = exchangeOffset + exchangeLength(in, index) + 1;
            if (routingKeyOffset <= end && routingKeyOffset + in.getUnsignedByte(routingKeyOffset - 1) + 1 == end) {
                return;
            }
        }
        throw MalformedFrameException.frame(
                MethodIds.BASIC_PUBLISH, "arguments of basic.publish do not fill their " + (end - index) + " bytes");
    }

    public static int exchangeOffset(int index) {
        return index + TICKET_BYTES + 1;
    }

    public static int exchangeLength(ByteBuf in, int index) {
        return in.getUnsignedByte(index + TICKET_BYTES);
    }

    public static int routingKeyOffset(ByteBuf in, int index) {
        return exchangeOffset(index) + exchangeLength(in, index) + 1;
    }

    public static int routingKeyLength(ByteBuf in, int index) {
        return in.getUnsignedByte(routingKeyOffset(in, index) - 1);
    }

    /** Where exchange and routing key begin, each behind its length, as basic.deliver and others repeat them. */
    public static int namesOffset(int index) {
        return index + TICKET_BYTES;
    }

    public static int namesLength(ByteBuf in, int index) {
        return routingKeyOffset(in, index) + routingKeyLength(in, index) - namesOffset(index);
    }

    public static boolean mandatory(ByteBuf in, int index) {
        return (bits(in, index) & 1) != 0;
    }

    public static boolean immediate(ByteBuf in, int index) {
        return (bits(in, index) & 2) != 0;
    }

    private static byte bits(ByteBuf in, int index) {
        return in.getByte(routingKeyOffset(in, index) + routingKeyLength(in, index));
    }
}
