// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.leveret.table.LongString;
import io.leveret.table.MalformedTableException;
import io.leveret.table.Table;
import io.leveret.table.Utf8;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Reads a method's arguments front to back; every length is checked against what is left of the frame. */
final class ArgumentReader {
    private final int method;
    private final ByteBuf in;
    private final int end;

    ArgumentReader(int method, ByteBuf in, int end) {
        this.method = method;
        this.in = in;
        this.end = end;
    }

    int octet() {
        need(1);
        return in.readUnsignedByte();
    }

    int uint16() {
        need(2);
        return in.readUnsignedShort();
    }

    long uint32() {
        need(4);
        return in.readUnsignedInt();
    }

    long int64() {
        need(8);
        return in.readLong();
    }

    void skipTicket() {
        uint16();
    }

    /** RabbitMQ checks names to be utf-8, except those of content-bearing methods. */
    String shortString() {
        String text = anyShortString();
        if (Utf8.hasEscape(text)) {
            throw MalformedFrameException.frame(method, "Malformed UTF-8 in shortstr");
        }
        return text;
    }

    String anyShortString() {
        int length = octet();
        need(length);
        String text = ShortString.read(in, in.readerIndex(), length);
        in.skipBytes(length);
        return text;
    }

    LongString longString() {
        return LongString.of(bytes());
    }

    Table table() {
        try {
            return Table.decode(bytes());
        } catch (MalformedTableException e) {
            throw MalformedFrameException.table(method, String.valueOf(e.getMessage()));
        }
    }

    /** RabbitMQ refuses a method with bytes left over. */
    void expectEnd() {
        int left = end - in.readerIndex();
        if (left > 0) {
            throw MalformedFrameException.frame(method, left + " bytes behind the last argument");
        }
    }

    static boolean bit(int bits, int index) {
        return (bits >> index & 1) != 0;
    }

    private byte[] bytes() {
        long length = uint32();
        need(length);
        byte[] bytes = ByteBufUtil.getBytes(in, in.readerIndex(), (int) length, true);
        in.skipBytes((int) length);
        return bytes;
    }

    private void need(long size) {
        int left = end - in.readerIndex();
        if (size > left) {
            throw MalformedFrameException.frame(method, "argument needs " + size + " bytes, " + left + " are left");
        }
    }
}
