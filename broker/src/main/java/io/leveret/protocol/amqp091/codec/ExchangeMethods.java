// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.leveret.table.Table;
import io.netty.buffer.ByteBuf;

/** Class 40, exchange. */
public final class ExchangeMethods {
    private ExchangeMethods() {}

    public record ExchangeDeclare(
            String exchange,
            String type,
            boolean passive,
            boolean durable,
            boolean autoDelete,
            boolean internal,
            boolean noWait,
            Table arguments)
            implements ClientChannelMethod {
        static ExchangeDeclare read(ArgumentReader in) {
            in.skipTicket();
            String exchange = in.shortString();
            String type = in.shortString();
            int bits = in.octet();
            return new ExchangeDeclare(
                    exchange,
                    type,
                    ArgumentReader.bit(bits, 0),
                    ArgumentReader.bit(bits, 1),
                    ArgumentReader.bit(bits, 2),
                    ArgumentReader.bit(bits, 3),
                    ArgumentReader.bit(bits, 4),
                    in.table());
        }

        @Override
        public int method() {
            return MethodIds.EXCHANGE_DECLARE;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record ExchangeDeclareOk() implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.EXCHANGE_DECLARE_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    public record ExchangeDelete(String exchange, boolean ifUnused, boolean noWait) implements ClientChannelMethod {
        static ExchangeDelete read(ArgumentReader in) {
            in.skipTicket();
            String exchange = in.shortString();
            int bits = in.octet();
            return new ExchangeDelete(exchange, ArgumentReader.bit(bits, 0), ArgumentReader.bit(bits, 1));
        }

        @Override
        public int method() {
            return MethodIds.EXCHANGE_DELETE;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record ExchangeDeleteOk() implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.EXCHANGE_DELETE_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    /** RabbitMQ extension: messages flow from source to destination. */
    public record ExchangeBind(String destination, String source, String routingKey, boolean noWait, Table arguments)
            implements ClientChannelMethod {
        static ExchangeBind read(ArgumentReader in) {
            in.skipTicket();
            String destination = in.shortString();
            String source = in.shortString();
            String routingKey = in.shortString();
            int bits = in.octet();
            return new ExchangeBind(destination, source, routingKey, ArgumentReader.bit(bits, 0), in.table());
        }

        @Override
        public int method() {
            return MethodIds.EXCHANGE_BIND;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    /** RabbitMQ extension. */
    public record ExchangeBindOk() implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.EXCHANGE_BIND_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    /** RabbitMQ extension. */
    public record ExchangeUnbind(String destination, String source, String routingKey, boolean noWait, Table arguments)
            implements ClientChannelMethod {
        static ExchangeUnbind read(ArgumentReader in) {
            in.skipTicket();
            String destination = in.shortString();
            String source = in.shortString();
            String routingKey = in.shortString();
            int bits = in.octet();
            return new ExchangeUnbind(destination, source, routingKey, ArgumentReader.bit(bits, 0), in.table());
        }

        @Override
        public int method() {
            return MethodIds.EXCHANGE_UNBIND;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    /** RabbitMQ extension; its number is 51, not 41. */
    public record ExchangeUnbindOk() implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.EXCHANGE_UNBIND_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }
}
