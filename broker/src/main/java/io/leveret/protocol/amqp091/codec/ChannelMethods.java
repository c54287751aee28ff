// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.leveret.table.LongString;
import io.netty.buffer.ByteBuf;

/** Class 20, channel: opening, flow, closing. */
public final class ChannelMethods {
    private ChannelMethods() {}

    public record ChannelOpen(String outOfBand) implements ClientChannelMethod {
        static ChannelOpen read(ArgumentReader in) {
            return new ChannelOpen(in.shortString());
        }

        @Override
        public int method() {
            return MethodIds.CHANNEL_OPEN;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record ChannelOpenOk(LongString channelId) implements ServerMethod {
        public ChannelOpenOk() {
            this(LongString.EMPTY);
        }

        @Override
        public int method() {
            return MethodIds.CHANNEL_OPEN_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeInt(channelId.length()).writeBytes(channelId.bytes());
        }
    }

    public record ChannelFlow(boolean active) implements ClientChannelMethod {
        static ChannelFlow read(ArgumentReader in) {
            int bits = in.octet();
            return new ChannelFlow(ArgumentReader.bit(bits, 0));
        }

        @Override
        public int method() {
            return MethodIds.CHANNEL_FLOW;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record ChannelFlowOk(boolean active) implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.CHANNEL_FLOW_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeByte(active ? 1 : 0);
        }
    }

    /**
     * @param replyText cut to 255 bytes when written, as RabbitMQ does
     * @param classId of the method that failed, or 0
     */
    public record ChannelClose(int replyCode, String replyText, int classId, int methodId)
            implements ClientChannelMethod, ServerMethod {
        static ChannelClose read(ArgumentReader in) {
            return new ChannelClose(in.uint16(), in.shortString(), in.uint16(), in.uint16());
        }

        @Override
        public int method() {
            return MethodIds.CHANNEL_CLOSE;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(replyCode);
            ShortString.writeCut(out, replyText);
            out.writeShort(classId);
            out.writeShort(methodId);
        }
    }

    public record ChannelCloseOk() implements ClientChannelMethod, ServerMethod {
        static ChannelCloseOk read(ArgumentReader in) {
            return new ChannelCloseOk();
        }

        @Override
        public int method() {
            return MethodIds.CHANNEL_CLOSE_OK;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }
}
