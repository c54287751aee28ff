// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.netty.buffer.ByteBuf;

/** The beginning of a payload as RabbitMQ's error texts show it: an Erlang binary. */
final class Snippet {
    private static final int BYTES_MAX = 16;

    private Snippet() {}

    static String of(ByteBuf in, int index, int end) {
        int length = Math.min(BYTES_MAX, end - index);
        StringBuilder text = new StringBuilder(end - index <= BYTES_MAX ? "all" : "first 16").append(" octets = <<");
        for (int i = 0; i < length; i++) {
            text.append(i == 0 ? "" : ",").append(in.getUnsignedByte(index + i));
        }
        return text.append(">>").toString();
    }
}
