// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Address;
import io.leveret.broker.message.HeapContent;
import io.leveret.broker.message.Message;
import io.leveret.store.Source;
import io.leveret.table.Utf8;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message as bytes in the store: flags (1 byte: 1 persistent), exchange and routing key as two short strings, length of
 * the properties (4), properties, body. One object serves all messages of a loop, one after the other.
 */
final class MessageFormat implements Source {
    private static final int PERSISTENT = 1;
    private static final int FIXED_BYTES = 1 + 4;

    private @Nullable Message message;
    private @Nullable Address lastAddress;
    private byte[] lastEncoded = new byte[0];

    /** The message the next {@link #copyTo} writes; only until then. */
    MessageFormat of(Message next) {
        message = next;
        return this;
    }

    @Override
    public int length() {
        Message present = present();
        return FIXED_BYTES
                + present.address().encodedBytes()
                + present.content().propertiesBytes()
                + present.bodyBytes();
    }

    private Message present() {
        Message present = message;
        if (present == null) {
            throw new IllegalStateException("no message");
        }
        return present;
    }

    @Override
    public void copyTo(byte[] target, int offset) {
        Message present = present();
        int at = offset;
        target[at++] = (byte) (present.persistent() ? PERSISTENT : 0);
        present.address().copyTo(target, at);
        at += present.address().encodedBytes();
        int properties = present.content().propertiesBytes();
        target[at++] = (byte) (properties >>> 24);
        target[at++] = (byte) (properties >>> 16);
        target[at++] = (byte) (properties >>> 8);
        target[at++] = (byte) properties;
        present.content().copyProperties(target, at);
        present.content().copyBody(target, at + properties);
        message = null;
    }

    /** The message in these bytes, with a content of its own. */
    Message decode(byte[] bytes, int offset, int length) {
        int exchangeBytes = bytes[offset + 1] & 0xFF;
        int keyBytes = bytes[offset + 2 + exchangeBytes] & 0xFF;
        int addressEnd = offset + 3 + exchangeBytes + keyBytes;
        int properties = ((bytes[addressEnd] & 0xFF) << 24)
                | ((bytes[addressEnd + 1] & 0xFF) << 16)
                | ((bytes[addressEnd + 2] & 0xFF) << 8)
                | (bytes[addressEnd + 3] & 0xFF);
        byte[] content = Arrays.copyOfRange(bytes, addressEnd + 4, offset + length);
        return new Message(
                address(bytes, offset + 1, addressEnd, exchangeBytes, keyBytes),
                (bytes[offset] & PERSISTENT) != 0,
                new HeapContent(content, properties));
    }

    /** Messages of one queue mostly have the address of the one before. */
    private Address address(byte[] bytes, int from, int to, int exchangeBytes, int keyBytes) {
        Address last = lastAddress;
        if (last != null && Arrays.equals(lastEncoded, 0, lastEncoded.length, bytes, from, to)) {
            return last;
        }
        byte[] encoded = Arrays.copyOfRange(bytes, from, to);
        Address address = new Address(
                Utf8.decode(bytes, from + 1, exchangeBytes),
                Utf8.decode(bytes, from + 2 + exchangeBytes, keyBytes),
                encoded);
        lastAddress = address;
        lastEncoded = encoded;
        return address;
    }
}
