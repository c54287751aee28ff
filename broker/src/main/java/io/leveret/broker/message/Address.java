// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.message;

import io.leveret.table.Utf8;

/**
 * Where a message was published to. Connections keep one object for each address they use, so that a publish decodes no
 * strings and a delivery copies the encoded form.
 */
public final class Address {
    private final String exchange;
    private final String routingKey;
    private final byte[] encoded;

    public Address(String exchange, String routingKey) {
        this(exchange, routingKey, encode(exchange, routingKey));
    }

    /**
     * @param encoded exchange and routing key as two short strings, as on the wire; taken over
     */
    public Address(String exchange, String routingKey, byte[] encoded) {
        this.exchange = exchange;
        this.routingKey = routingKey;
        this.encoded = encoded;
    }

    public String exchange() {
        return exchange;
    }

    public String routingKey() {
        return routingKey;
    }

    public int encodedBytes() {
        return encoded.length;
    }

    /** Copies exchange and routing key as two short strings. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(encoded, 0, target, offset, encoded.length);
    }

    /** Writes exchange and routing key as two short strings. */
    public void writeTo(ByteSink to) {
        to.write(encoded, 0, encoded.length);
    }

    private static byte[] encode(String exchange, String routingKey) {
        byte[] x = Utf8.encode(exchange);
        byte[] k = Utf8.encode(routingKey);
        if (x.length > 255 || k.length > 255) {
            throw new IllegalArgumentException("exchange or routing key of more than 255 bytes");
        }
        byte[] encoded = new byte[x.length + k.length + 2];
        encoded[0] = (byte) x.length;
        System.arraycopy(x, 0, encoded, 1, x.length);
        encoded[x.length + 1] = (byte) k.length;
        System.arraycopy(k, 0, encoded, x.length + 2, k.length);
        return encoded;
    }

    @Override
    public String toString() {
        return exchange + "/" + routingKey;
    }
}
