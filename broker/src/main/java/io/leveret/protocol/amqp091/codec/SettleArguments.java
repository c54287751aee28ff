// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.netty.buffer.ByteBuf;

/**
 * The arguments of basic.ack, basic.nack and basic.reject, read where they are: a delivery tag and a byte of bits.
 * {@code index} is the first argument's in the buffer; all but {@link #check} rely on an earlier check.
 */
public final class SettleArguments {
    private static final int BITS_OFFSET = 8;
    private static final int BYTES = BITS_OFFSET + 1;

    private SettleArguments() {}

    /**
     * @param method which of the three, see {@link MethodIds}
     * @param end index behind the last argument
     * @throws MalformedFrameException if these are not its arguments
     */
    public static void check(int method, int index, int end) {
        if (end - index != BYTES) {
            throw MalformedFrameException.frame(
                    method,
                    "arguments of " + MethodIds.name(method) + " have " + (end - index) + " bytes, not " + BYTES);
        }
    }

    public static long deliveryTag(ByteBuf in, int index) {
        return in.getLong(index);
    }

    /** Of basic.ack and basic.nack. */
    public static boolean multiple(ByteBuf in, int index) {
        return (in.getByte(index + BITS_OFFSET) & 1) != 0;
    }

    public static boolean nackRequeue(ByteBuf in, int index) {
        return (in.getByte(index + BITS_OFFSET) & 2) != 0;
    }

    public static boolean rejectRequeue(ByteBuf in, int index) {
        return (in.getByte(index + BITS_OFFSET) & 1) != 0;
    }
}
