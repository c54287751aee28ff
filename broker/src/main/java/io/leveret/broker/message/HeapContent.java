// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.message;

import java.util.Arrays;

/** Content that owns its bytes, properties first, in one array. Immutable. */
public final class HeapContent implements Content {
    private final byte[] bytes;
    private final int propertiesBytes;

    /** Takes the array over; the caller must not change it any more. */
    public HeapContent(byte[] bytes, int propertiesBytes) {
        this.bytes = bytes;
        this.propertiesBytes = propertiesBytes;
    }

    public static HeapContent of(byte[] properties, byte[] body) {
        byte[] bytes = new byte[properties.length + body.length];
        System.arraycopy(properties, 0, bytes, 0, properties.length);
        System.arraycopy(body, 0, bytes, properties.length, body.length);
        return new HeapContent(bytes, properties.length);
    }

    /** A copy of the content's body under other properties. */
    public static HeapContent replaceProperties(Content content, Properties properties) {
        byte[] encoded = properties.encode();
        byte[] bytes = Arrays.copyOf(encoded, encoded.length + content.bodyBytes());
        content.copyBody(bytes, encoded.length);
        return new HeapContent(bytes, encoded.length);
    }

    @Override
    public int propertiesBytes() {
        return propertiesBytes;
    }

    @Override
    public int bodyBytes() {
        return bytes.length - propertiesBytes;
    }

    @Override
    public void writeProperties(ByteSink to) {
        to.write(bytes, 0, propertiesBytes);
    }

    @Override
    public void writeBody(int offset, int length, ByteSink to) {
        to.write(bytes, propertiesBytes + offset, length);
    }

    @Override
    public void copyProperties(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, propertiesBytes);
    }

    @Override
    public void copyBody(byte[] target, int offset) {
        System.arraycopy(bytes, propertiesBytes, target, offset, bodyBytes());
    }

    @Override
    public Content outlive() {
        return this;
    }
}
