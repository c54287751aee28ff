// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.broker.message.ByteSink;
import io.leveret.broker.message.Content;
import io.leveret.broker.message.HeapContent;
import io.netty.buffer.ByteBuf;

/**
 * Content that still lies in the loop's read buffer. One object serves all publishes of a connection, so it means
 * something only until the publish under way is done. Owned by the connection's loop.
 */
final class BorrowedContent implements Content {
    private ByteBuf buffer;
    private int propertiesIndex;
    private int propertiesBytes;
    private int bodyIndex;
    private int bodyBytes;

    BorrowedContent(ByteBuf buffer) {
        this.buffer = buffer;
    }

    void properties(ByteBuf from, int index, int length) {
        buffer = from;
        propertiesIndex = index;
        propertiesBytes = length;
        bodyBytes = 0;
    }

    /** The body, in the buffer of the properties. */
    void body(int index, int length) {
        bodyIndex = index;
        bodyBytes = length;
    }

    @Override
    public int propertiesBytes() {
        return propertiesBytes;
    }

    @Override
    public int bodyBytes() {
        return bodyBytes;
    }

    @Override
    public void writeProperties(ByteSink to) {
        write(propertiesIndex, propertiesBytes, to);
    }

    @Override
    public void writeBody(int offset, int length, ByteSink to) {
        write(bodyIndex + offset, length, to);
    }

    private void write(int index, int length, ByteSink to) {
        if (to instanceof Outgoing outgoing) {
            outgoing.write(buffer, index, length);
        } else {
            byte[] bytes = new byte[length];
            buffer.getBytes(index, bytes);
            to.write(bytes, 0, length);
        }
    }

    @Override
    public void copyProperties(byte[] target, int offset) {
        buffer.getBytes(propertiesIndex, target, offset, propertiesBytes);
    }

    @Override
    public void copyBody(byte[] target, int offset) {
        buffer.getBytes(bodyIndex, target, offset, bodyBytes);
    }

    @Override
    public Content outlive() {
        byte[] bytes = new byte[propertiesBytes + bodyBytes];
        copyProperties(bytes, 0);
        copyBody(bytes, propertiesBytes);
        return new HeapContent(bytes, propertiesBytes);
    }
}
