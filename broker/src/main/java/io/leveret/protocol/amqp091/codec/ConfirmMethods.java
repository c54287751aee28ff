// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.netty.buffer.ByteBuf;

/** Class 85, confirm: RabbitMQ's publisher confirms. */
public final class ConfirmMethods {
    private ConfirmMethods() {}

    public record ConfirmSelect(boolean noWait) implements ClientChannelMethod {
        static ConfirmSelect read(ArgumentReader in) {
            int bits = in.octet();
            return new ConfirmSelect(ArgumentReader.bit(bits, 0));
        }

        @Override
        public int method() {
            return MethodIds.CONFIRM_SELECT;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record ConfirmSelectOk() implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.CONFIRM_SELECT_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }
}
