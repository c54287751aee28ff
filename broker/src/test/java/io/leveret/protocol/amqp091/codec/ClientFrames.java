// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.netty.buffer.ByteBuf;

/** What a client does: writes its methods as frames and reads the server's. For tests of any room above the codec. */
public final class ClientFrames {
    private ClientFrames() {}

    public static void writeMethod(ByteBuf out, int channel, ClientMethod method) {
        int start = out.writerIndex();
        out.writeByte(Frames.METHOD).writeShort(channel).writeInt(0).writeInt(method.method());
        MethodRecords.write(out, (Record) method, method.method());
        out.setInt(start + Frames.LENGTH_OFFSET, out.writerIndex() - start - Frames.PREFIX_BYTES);
        out.writeByte(Frames.END);
    }

    /** The method of the METHOD frame at the reader index, which moves behind the frame. */
    public static ServerMethod readMethod(ByteBuf in) {
        if (in.readByte() != Frames.METHOD) {
            throw new AssertionError("no method frame");
        }
        in.skipBytes(2);
        int end = in.readInt() + in.readerIndex();
        int method = in.readInt();
        ServerMethod read = (ServerMethod) MethodRecords.read(MethodRecords.serverType(method), in, method, end);
        if (in.readerIndex() != end || in.readUnsignedByte() != Frames.END) {
            throw new AssertionError("frame of " + MethodIds.name(method) + " does not end where it should");
        }
        return read;
    }
}
