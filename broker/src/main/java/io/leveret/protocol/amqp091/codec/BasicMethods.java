// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.leveret.table.Table;
import io.netty.buffer.ByteBuf;

/**
 * Class 60, basic: publishing, consuming, settling. Publish, ack, nack and reject are also readable in place, see
 * {@link PublishArguments} and {@link SettleArguments}.
 */
public final class BasicMethods {
    private BasicMethods() {}

    public record BasicQos(long prefetchSize, int prefetchCount, boolean global) implements ClientChannelMethod {
        static BasicQos read(ArgumentReader in) {
            long prefetchSize = in.uint32();
            int prefetchCount = in.uint16();
            int bits = in.octet();
            return new BasicQos(prefetchSize, prefetchCount, ArgumentReader.bit(bits, 0));
        }

        @Override
        public int method() {
            return MethodIds.BASIC_QOS;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record BasicQosOk() implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.BASIC_QOS_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    public record BasicConsume(
            String queue,
            String consumerTag,
            boolean noLocal,
            boolean noAck,
            boolean exclusive,
            boolean noWait,
            Table arguments)
            implements ClientChannelMethod {
        static BasicConsume read(ArgumentReader in) {
            in.skipTicket();
            String queue = in.shortString();
            String consumerTag = in.shortString();
            int bits = in.octet();
            return new BasicConsume(
                    queue,
                    consumerTag,
                    ArgumentReader.bit(bits, 0),
                    ArgumentReader.bit(bits, 1),
                    ArgumentReader.bit(bits, 2),
                    ArgumentReader.bit(bits, 3),
                    in.table());
        }

        @Override
        public int method() {
            return MethodIds.BASIC_CONSUME;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record BasicConsumeOk(String consumerTag) implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.BASIC_CONSUME_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            ShortString.write(out, consumerTag);
        }
    }

    /** From the server it is RabbitMQ's consumer cancel notification. */
    public record BasicCancel(String consumerTag, boolean noWait) implements ClientChannelMethod, ServerMethod {
        static BasicCancel read(ArgumentReader in) {
            String consumerTag = in.shortString();
            int bits = in.octet();
            return new BasicCancel(consumerTag, ArgumentReader.bit(bits, 0));
        }

        @Override
        public int method() {
            return MethodIds.BASIC_CANCEL;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }

        @Override
        public void writeArguments(ByteBuf out) {
            ShortString.write(out, consumerTag);
            out.writeByte(noWait ? 1 : 0);
        }
    }

    public record BasicCancelOk(String consumerTag) implements ClientChannelMethod, ServerMethod {
        static BasicCancelOk read(ArgumentReader in) {
            return new BasicCancelOk(in.shortString());
        }

        @Override
        public int method() {
            return MethodIds.BASIC_CANCEL_OK;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }

        @Override
        public void writeArguments(ByteBuf out) {
            ShortString.write(out, consumerTag);
        }
    }

    /**
     * Followed by a content header and body. Its names may hold bytes that are not utf-8, see
     * {@link io.leveret.table.Utf8}.
     */
    public record BasicPublish(String exchange, String routingKey, boolean mandatory, boolean immediate)
            implements ClientChannelMethod {
        static BasicPublish read(ArgumentReader in) {
            in.skipTicket();
            String exchange = in.anyShortString();
            String routingKey = in.anyShortString();
            int bits = in.octet();
            return new BasicPublish(exchange, routingKey, ArgumentReader.bit(bits, 0), ArgumentReader.bit(bits, 1));
        }

        @Override
        public int method() {
            return MethodIds.BASIC_PUBLISH;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    /** Followed by a content header and body. */
    public record BasicReturn(int replyCode, String replyText, String exchange, String routingKey)
            implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.BASIC_RETURN;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(replyCode);
            ShortString.write(out, replyText);
            ShortString.write(out, exchange);
            ShortString.write(out, routingKey);
        }
    }

    /** Followed by a content header and body. */
    public record BasicDeliver(
            String consumerTag, long deliveryTag, boolean redelivered, String exchange, String routingKey)
            implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.BASIC_DELIVER;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            Frames.writeDeliverArguments(out, consumerTag, deliveryTag, redelivered, exchange, routingKey);
        }
    }

    public record BasicGet(String queue, boolean noAck) implements ClientChannelMethod {
        static BasicGet read(ArgumentReader in) {
            in.skipTicket();
            String queue = in.shortString();
            int bits = in.octet();
            return new BasicGet(queue, ArgumentReader.bit(bits, 0));
        }

        @Override
        public int method() {
            return MethodIds.BASIC_GET;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    /**
     * Followed by a content header and body.
     *
     * @param messageCount ready messages left
     */
    public record BasicGetOk(
            long deliveryTag, boolean redelivered, String exchange, String routingKey, long messageCount)
            implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.BASIC_GET_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeLong(deliveryTag);
            out.writeByte(redelivered ? 1 : 0);
            ShortString.write(out, exchange);
            ShortString.write(out, routingKey);
            out.writeInt((int) messageCount);
        }
    }

    public record BasicGetEmpty(String clusterId) implements ServerMethod {
        public BasicGetEmpty() {
            this("");
        }

        @Override
        public int method() {
            return MethodIds.BASIC_GET_EMPTY;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            ShortString.write(out, clusterId);
        }
    }

    /** From the server it is a publisher confirm. */
    public record BasicAck(long deliveryTag, boolean multiple) implements ClientChannelMethod, ServerMethod {
        static BasicAck read(ArgumentReader in) {
            long deliveryTag = in.int64();
            int bits = in.octet();
            return new BasicAck(deliveryTag, ArgumentReader.bit(bits, 0));
        }

        @Override
        public int method() {
            return MethodIds.BASIC_ACK;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeLong(deliveryTag);
            out.writeByte(multiple ? 1 : 0);
        }
    }

    public record BasicReject(long deliveryTag, boolean requeue) implements ClientChannelMethod {
        static BasicReject read(ArgumentReader in) {
            long deliveryTag = in.int64();
            int bits = in.octet();
            return new BasicReject(deliveryTag, ArgumentReader.bit(bits, 0));
        }

        @Override
        public int method() {
            return MethodIds.BASIC_REJECT;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record BasicRecoverAsync(boolean requeue) implements ClientChannelMethod {
        static BasicRecoverAsync read(ArgumentReader in) {
            int bits = in.octet();
            return new BasicRecoverAsync(ArgumentReader.bit(bits, 0));
        }

        @Override
        public int method() {
            return MethodIds.BASIC_RECOVER_ASYNC;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record BasicRecover(boolean requeue) implements ClientChannelMethod {
        static BasicRecover read(ArgumentReader in) {
            int bits = in.octet();
            return new BasicRecover(ArgumentReader.bit(bits, 0));
        }

        @Override
        public int method() {
            return MethodIds.BASIC_RECOVER;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record BasicRecoverOk() implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.BASIC_RECOVER_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    /** RabbitMQ extension; from the server it is a publisher confirm that failed. */
    public record BasicNack(long deliveryTag, boolean multiple, boolean requeue)
            implements ClientChannelMethod, ServerMethod {
        static BasicNack read(ArgumentReader in) {
            long deliveryTag = in.int64();
            int bits = in.octet();
            return new BasicNack(deliveryTag, ArgumentReader.bit(bits, 0), ArgumentReader.bit(bits, 1));
        }

        @Override
        public int method() {
            return MethodIds.BASIC_NACK;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeLong(deliveryTag);
            out.writeByte((multiple ? 1 : 0) | (requeue ? 2 : 0));
        }
    }
}
