// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.netty.buffer.ByteBuf;

/** Class 30, access: a left-over of AMQP 0-8 that old clients still send. */
public final class AccessMethods {
    private AccessMethods() {}

    public record AccessRequest(
            String realm, boolean exclusive, boolean passive, boolean active, boolean write, boolean read)
            implements ClientChannelMethod {
        static AccessRequest read(ArgumentReader in) {
            String realm = in.shortString();
            int bits = in.octet();
            return new AccessRequest(
                    realm,
                    ArgumentReader.bit(bits, 0),
                    ArgumentReader.bit(bits, 1),
                    ArgumentReader.bit(bits, 2),
                    ArgumentReader.bit(bits, 3),
                    ArgumentReader.bit(bits, 4));
        }

        @Override
        public int method() {
            return MethodIds.ACCESS_REQUEST;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record AccessRequestOk(int ticket) implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.ACCESS_REQUEST_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(ticket);
        }
    }
}
