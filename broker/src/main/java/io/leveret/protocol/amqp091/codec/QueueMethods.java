// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.leveret.table.Table;
import io.netty.buffer.ByteBuf;

/** Class 50, queue. */
public final class QueueMethods {
    private QueueMethods() {}

    public record QueueDeclare(
            String queue,
            boolean passive,
            boolean durable,
            boolean exclusive,
            boolean autoDelete,
            boolean noWait,
            Table arguments)
            implements ClientChannelMethod {
        static QueueDeclare read(ArgumentReader in) {
            in.skipTicket();
            String queue = in.shortString();
            int bits = in.octet();
            return new QueueDeclare(
                    queue,
                    ArgumentReader.bit(bits, 0),
                    ArgumentReader.bit(bits, 1),
                    ArgumentReader.bit(bits, 2),
                    ArgumentReader.bit(bits, 3),
                    ArgumentReader.bit(bits, 4),
                    in.table());
        }

        @Override
        public int method() {
            return MethodIds.QUEUE_DECLARE;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record QueueDeclareOk(String queue, long messageCount, long consumerCount) implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.QUEUE_DECLARE_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            ShortString.write(out, queue);
            out.writeInt((int) messageCount);
            out.writeInt((int) consumerCount);
        }
    }

    public record QueueBind(String queue, String exchange, String routingKey, boolean noWait, Table arguments)
            implements ClientChannelMethod {
        static QueueBind read(ArgumentReader in) {
            in.skipTicket();
            String queue = in.shortString();
            String exchange = in.shortString();
            String routingKey = in.shortString();
            int bits = in.octet();
            return new QueueBind(queue, exchange, routingKey, ArgumentReader.bit(bits, 0), in.table());
        }

        @Override
        public int method() {
            return MethodIds.QUEUE_BIND;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record QueueBindOk() implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.QUEUE_BIND_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    public record QueuePurge(String queue, boolean noWait) implements ClientChannelMethod {
        static QueuePurge read(ArgumentReader in) {
            in.skipTicket();
            String queue = in.shortString();
            int bits = in.octet();
            return new QueuePurge(queue, ArgumentReader.bit(bits, 0));
        }

        @Override
        public int method() {
            return MethodIds.QUEUE_PURGE;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record QueuePurgeOk(long messageCount) implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.QUEUE_PURGE_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeInt((int) messageCount);
        }
    }

    public record QueueDelete(String queue, boolean ifUnused, boolean ifEmpty, boolean noWait)
            implements ClientChannelMethod {
        static QueueDelete read(ArgumentReader in) {
            in.skipTicket();
            String queue = in.shortString();
            int bits = in.octet();
            return new QueueDelete(
                    queue, ArgumentReader.bit(bits, 0), ArgumentReader.bit(bits, 1), ArgumentReader.bit(bits, 2));
        }

        @Override
        public int method() {
            return MethodIds.QUEUE_DELETE;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record QueueDeleteOk(long messageCount) implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.QUEUE_DELETE_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeInt((int) messageCount);
        }
    }

    public record QueueUnbind(String queue, String exchange, String routingKey, Table arguments)
            implements ClientChannelMethod {
        static QueueUnbind read(ArgumentReader in) {
            in.skipTicket();
            return new QueueUnbind(in.shortString(), in.shortString(), in.shortString(), in.table());
        }

        @Override
        public int method() {
            return MethodIds.QUEUE_UNBIND;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record QueueUnbindOk() implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.QUEUE_UNBIND_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }
}
