// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Content;
import io.leveret.broker.message.HeapContent;
import io.leveret.broker.message.ReplyCode;
import io.leveret.protocol.amqp091.codec.ContentHeader;
import io.leveret.protocol.amqp091.codec.Frames;
import io.leveret.protocol.amqp091.codec.MethodIds;
import io.leveret.protocol.amqp091.codec.PublishArguments;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts one publish together out of its frames: method, content header, body in any number of parts. Content that lies
 * whole in the read buffer is left there. Owned by the connection's loop.
 */
final class IncomingPublish {
    /** RabbitMQ's hard limit, whatever is configured. */
    private static final long BODY_BYTES_LIMIT = 536_870_912;

    /** What a large body begins with: memory follows the bytes that came, not the size that was announced. */
    private static final int FIRST_BYTES = 64 * 1024;

    private enum Due {
        METHOD,
        HEADER,
        /** The body, whole, in the read buffer behind the header. */
        BORROWED_BODY,
        BODY
    }

    private final Channel channel;
    private final Publishing publishing;
    private Due due = Due.METHOD;
    private @Nullable Addressed to;
    private boolean mandatory;
    private boolean immediate;
    private byte[] assembled = new byte[0];
    private int propertiesBytes;
    private int filled;
    private int bodyBytes;
    private boolean stray; // content has come that belongs to no method

    IncomingPublish(Channel channel, Publishing publishing) {
        this.channel = channel;
        this.publishing = publishing;
    }

    Publishing publishing() {
        return publishing;
    }

    void expectMethod() {
        if (due != Due.METHOD) {
            throw unexpected(
                    due == Due.HEADER
                            ? "expected content header for class 60, got non content header frame instead"
                            : "expected content body, got non content body frame instead");
        }
    }

    private AmqpException stray() {
        stray = true;
        return unexpected("expected method frame, got non method frame instead");
    }

    /**
     * The method to blame for a frame that failed: content belongs to its basic.publish, and so does what comes in its
     * place.
     *
     * @param method of the frame, 0 if it is content
     */
    int blamed(int method) {
        return due != Due.METHOD || (method == 0 && !stray) ? MethodIds.BASIC_PUBLISH : method;
    }

    private static AmqpException unexpected(String explanation) {
        return new AmqpException(ReplyCode.UNEXPECTED_FRAME, explanation);
    }

    void begin(ByteBuf in, int index, int end) {
        PublishArguments.check(in, index, end);
        to = channel.connection().addresses().find(in, index, end);
        mandatory = PublishArguments.mandatory(in, index);
        immediate = PublishArguments.immediate(in, index);
        due = Due.HEADER;
    }

    void header(ByteBuf in, int index, int end) {
        if (due != Due.HEADER) {
            throw due == Due.METHOD ? stray() : unexpected("expected content body, got non content body frame instead");
        }
        ContentHeader header = publishing.header();
        header.read(in, index, end);
        if (header.classId() != MethodIds.classId(MethodIds.BASIC_PUBLISH) || header.weight() != 0) {
            throw unexpected(
                    "expected content header for class 60, got one for class " + header.classId() + " instead");
        }
        checkSize(header.bodyBytes());
        publishing.facts(header, in);
        channel.connection().blocking().published();
        bodyBytes = (int) header.bodyBytes();
        BorrowedContent borrowed = publishing.borrowed();
        borrowed.properties(in, header.propertiesOffset(), header.propertiesLength());
        if (bodyBytes == 0) {
            complete(borrowed);
        } else if (bodyFollowsIn(in, end + 1)) {
            due = Due.BORROWED_BODY;
        } else {
            due = Due.BODY;
            propertiesBytes = header.propertiesLength();
            assembled = new byte[propertiesBytes + Math.min(bodyBytes, FIRST_BYTES)];
            in.getBytes(header.propertiesOffset(), assembled, 0, propertiesBytes);
            filled = propertiesBytes;
        }
    }

    private void checkSize(long announced) {
        if (announced < 0 || announced > BODY_BYTES_LIMIT) {
            throw new AmqpException(
                    ReplyCode.FRAME_ERROR,
                    "content body size " + Long.toUnsignedString(announced) + " exceeds maximum allowed size "
                            + BODY_BYTES_LIMIT);
        }
        long max = channel.connection().amqp().limits().messageBytesMax();
        if (announced > max) {
            throw AmqpException.preconditionFailed(
                    "message size " + announced + " is larger than configured max size " + max);
        }
    }

    /** Whether the next frame in the buffer is the whole body. */
    private boolean bodyFollowsIn(ByteBuf in, int next) {
        return in.writerIndex() >= next + bodyBytes + Frames.EMPTY_BYTES
                && in.getByte(next) == Frames.BODY
                && in.getUnsignedShort(next + 1) == channel.number()
                && in.getInt(next + Frames.LENGTH_OFFSET) == bodyBytes;
    }

    void body(ByteBuf in, int index, int end) {
        int length = end - index;
        if (due == Due.BORROWED_BODY) {
            publishing.borrowed().body(index, length);
            complete(publishing.borrowed());
            return;
        }
        if (due != Due.BODY) {
            throw due == Due.METHOD
                    ? stray()
                    : unexpected("expected content header for class 60, got non content header frame instead");
        }
        int whole = propertiesBytes + bodyBytes;
        if (length > whole - filled) {
            throw new AmqpException(ReplyCode.FRAME_ERROR, "content body frame exceeds remaining content size");
        }
        if (filled + length > assembled.length) {
            int doubled = (int) Math.min(whole, Math.max((long) assembled.length * 2, filled + (long) length));
            assembled = Arrays.copyOf(assembled, doubled);
        }
        in.getBytes(index, assembled, filled, length);
        filled += length;
        if (filled == whole) {
            byte[] bytes = assembled;
            assembled = new byte[0];
            complete(new HeapContent(bytes, propertiesBytes));
        }
    }

    private void complete(Content content) {
        due = Due.METHOD;
        Addressed addressed = to;
        to = null;
        if (addressed != null) {
            publishing.publish(addressed, mandatory, immediate, content);
        }
    }

    /** Drops what has come so far. */
    void clear() {
        due = Due.METHOD;
        to = null;
        assembled = new byte[0];
    }
}
