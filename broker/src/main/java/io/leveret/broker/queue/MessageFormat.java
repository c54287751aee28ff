// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Address;
import io.leveret.broker.message.HeapContent;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Trail;
import io.leveret.store.Source;
import io.leveret.table.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as bytes in the store: flags (1 byte: 1 persistent, 2 has a deadline, 4 was dead-lettered, 8 with a key of
 * the queue's, 16 has blind keys), the deadline (8, milliseconds since 1970) and the blind keys (their number in 1 byte,
 * each a short string) where the flags say so, exchange and routing key as two short strings, length of the properties
 * (4), properties, body. One object serves all messages of a loop, one after the other.
 */
public final class MessageFormat implements Source {
    private static final int PERSISTENT = 1;
    private static final int DEADLINE = 2;
    private static final int DEAD = 4;
    private static final int KEY_ALONE = 8;
    private static final int BLIND_KEYS = 16;
    private static final int FIXED_BYTES = 1 + 4;
    private static final int DEADLINE_BYTES = 8;

    private @Nullable Message message;
    private long expiresAt;
    private byte[] blindKeys = new byte[0];
    private @Nullable Address lastAddress;
    private byte[] lastEncoded = new byte[0];

    /**
     * The message the next {@link #copyTo} writes; only until then.
     *
     * @param deadline when it must leave the queue, milliseconds since 1970; 0 for never
     */
    public MessageFormat of(Message next, long deadline) {
        message = next;
        expiresAt = deadline;
        List<String> keys = next.trail().blindKeys();
        blindKeys = keys.isEmpty() ? new byte[0] : encode(keys);
        return this;
    }

    private static byte[] encode(List<String> keys) {
        byte[] encoded = new byte[1 + 256 * keys.size()];
        int at = 0;
        encoded[at++] = (byte) Math.min(255, keys.size());
        for (String key : keys.subList(0, Math.min(255, keys.size()))) {
            byte[] utf8 = Utf8.encode(key);
            encoded[at++] = (byte) utf8.length;
            System.arraycopy(utf8, 0, encoded, at, utf8.length);
            at += utf8.length;
        }
        return Arrays.copyOf(encoded, at);
    }

    @Override
    public int length() {
        Message present = present();
        return FIXED_BYTES
                + (expiresAt == 0 ? 0 : DEADLINE_BYTES)
                + blindKeys.length
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

    private int flags(Message present) {
        Trail trail = present.trail();
        return (present.persistent() ? PERSISTENT : 0)
                | (expiresAt == 0 ? 0 : DEADLINE)
                | (trail.dead() ? DEAD : 0)
                | (trail.keyAlone() ? KEY_ALONE : 0)
                | (blindKeys.length == 0 ? 0 : BLIND_KEYS);
    }

    @Override
    public void copyTo(byte[] target, int offset) {
        Message present = present();
        int at = offset;
        target[at++] = (byte) flags(present);
        if (expiresAt != 0) {
            for (int shift = 56; shift >= 0; shift -= 8) {
                target[at++] = (byte) (expiresAt >>> shift);
            }
        }
        System.arraycopy(blindKeys, 0, target, at, blindKeys.length);
        at += blindKeys.length;
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

    /** When the message in these bytes must leave the queue, milliseconds since 1970; 0 for never. */
    public static long deadline(byte[] bytes, int offset) {
        if ((bytes[offset] & DEADLINE) == 0) {
            return 0;
        }
        long deadline = 0;
        for (int i = 1; i <= DEADLINE_BYTES; i++) {
            deadline = deadline << 8 | (bytes[offset + i] & 0xFF);
        }
        return deadline;
    }

    /** The message in these bytes, with a content of its own. */
    public Message decode(byte[] bytes, int offset, int length) {
        int flags = bytes[offset];
        int at = offset + 1 + ((flags & DEADLINE) == 0 ? 0 : DEADLINE_BYTES);
        Trail trail = Trail.NONE;
        if ((flags & (DEAD | KEY_ALONE | BLIND_KEYS)) != 0) {
            List<String> blind = new ArrayList<>();
            if ((flags & BLIND_KEYS) != 0) {
                at = decodeKeys(bytes, at, blind);
            }
            trail = new Trail((flags & DEAD) != 0, (flags & KEY_ALONE) != 0, blind);
        }
        int exchangeBytes = bytes[at] & 0xFF;
        int keyBytes = bytes[at + 1 + exchangeBytes] & 0xFF;
        int addressEnd = at + 2 + exchangeBytes + keyBytes;
        int properties = ((bytes[addressEnd] & 0xFF) << 24)
                | ((bytes[addressEnd + 1] & 0xFF) << 16)
                | ((bytes[addressEnd + 2] & 0xFF) << 8)
                | (bytes[addressEnd + 3] & 0xFF);
        byte[] content = Arrays.copyOfRange(bytes, addressEnd + 4, offset + length);
        return new Message(
                address(bytes, at, addressEnd, exchangeBytes, keyBytes),
                (flags & PERSISTENT) != 0,
                new HeapContent(content, properties),
                Message.NO_PRIORITY,
                Message.FOREVER,
                trail);
    }

    private static int decodeKeys(byte[] bytes, int from, List<String> keys) {
        int at = from + 1;
        for (int count = bytes[from] & 0xFF; count > 0; count--) {
            int length = bytes[at] & 0xFF;
            keys.add(Utf8.decode(bytes, at + 1, length));
            at += 1 + length;
        }
        return at;
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
