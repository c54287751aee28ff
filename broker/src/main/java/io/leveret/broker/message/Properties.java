// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.message;

import io.leveret.table.MalformedTableException;
import io.leveret.table.Table;
import io.leveret.table.Utf8;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message's fourteen properties, decoded (AMQP 0-9-1, class basic). A property that was not sent is null.
 *
 * @param deliveryMode 1 transient, 2 persistent, or whatever the publisher sent
 * @param expiration time to live, milliseconds in decimal
 * @param timestamp seconds since 1970
 */
public record Properties(
        @Nullable String contentType,
        @Nullable String contentEncoding,
        @Nullable Table headers,
        @Nullable Integer deliveryMode,
        @Nullable Integer priority,
        @Nullable String correlationId,
        @Nullable String replyTo,
        @Nullable String expiration,
        @Nullable String messageId,
        @Nullable Long timestamp,
        @Nullable String type,
        @Nullable String userId,
        @Nullable String appId,
        @Nullable String clusterId) {

    public static final Properties EMPTY =
            new Properties(null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    public Properties withHeaders(@Nullable Table changed) {
        return new Properties(
                contentType,
                contentEncoding,
                changed,
                deliveryMode,
                priority,
                correlationId,
                replyTo,
                expiration,
                messageId,
                timestamp,
                type,
                userId,
                appId,
                clusterId);
    }

    public Properties withReplyTo(@Nullable String changed) {
        return new Properties(
                contentType,
                contentEncoding,
                headers,
                deliveryMode,
                priority,
                correlationId,
                changed,
                expiration,
                messageId,
                timestamp,
                type,
                userId,
                appId,
                clusterId);
    }

    public Properties withExpiration(@Nullable String changed) {
        return new Properties(
                contentType,
                contentEncoding,
                headers,
                deliveryMode,
                priority,
                correlationId,
                replyTo,
                changed,
                messageId,
                timestamp,
                type,
                userId,
                appId,
                clusterId);
    }

    public Properties withContentType(@Nullable String changed) {
        return new Properties(
                changed,
                contentEncoding,
                headers,
                deliveryMode,
                priority,
                correlationId,
                replyTo,
                expiration,
                messageId,
                timestamp,
                type,
                userId,
                appId,
                clusterId);
    }

    public Properties withTimestamp(@Nullable Long changed) {
        return new Properties(
                contentType,
                contentEncoding,
                headers,
                deliveryMode,
                priority,
                correlationId,
                replyTo,
                expiration,
                messageId,
                changed,
                type,
                userId,
                appId,
                clusterId);
    }

    public Properties withDeliveryMode(@Nullable Integer changed) {
        return new Properties(
                contentType,
                contentEncoding,
                headers,
                changed,
                priority,
                correlationId,
                replyTo,
                expiration,
                messageId,
                timestamp,
                type,
                userId,
                appId,
                clusterId);
    }

    /** The properties of content whose encoding was checked when it arrived. */
    public static Properties decode(Content content) {
        byte[] bytes = new byte[content.propertiesBytes()];
        content.copyProperties(bytes, 0);
        return new Reader(bytes).read();
    }

    /** Flags and property list as they go on the wire. */
    public byte[] encode() {
        return new Writer().write(this);
    }

    private static final class Reader {
        private final byte[] bytes;
        private int at;

        private Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        private Properties read() {
            if (bytes.length == 0) {
                return EMPTY;
            }
            int flags = u16();
            for (int more = flags; (more & 1) != 0; ) {
                more = u16();
            }
            return new Properties(
                    has(flags, 15) ? shortString() : null,
                    has(flags, 14) ? shortString() : null,
                    has(flags, 13) ? table() : null,
                    has(flags, 12) ? (Integer) u8() : null,
                    has(flags, 11) ? (Integer) u8() : null,
                    has(flags, 10) ? shortString() : null,
                    has(flags, 9) ? shortString() : null,
                    has(flags, 8) ? shortString() : null,
                    has(flags, 7) ? shortString() : null,
                    has(flags, 6) ? (Long) u64() : null,
                    has(flags, 5) ? shortString() : null,
                    has(flags, 4) ? shortString() : null,
                    has(flags, 3) ? shortString() : null,
                    has(flags, 2) ? shortString() : null);
        }

        private static boolean has(int flags, int bit) {
            return (flags & 1 << bit) != 0;
        }

        private int u8() {
            return bytes[at++] & 0xFF;
        }

        private int u16() {
            return u8() << 8 | u8();
        }

        private long u32() {
            return (long) u16() << 16 | u16();
        }

        private long u64() {
            return u32() << 32 | u32();
        }

        private String shortString() {
            int length = u8();
            String text = Utf8.decode(bytes, at, length);
            at += length;
            return text;
        }

        private Table table() {
            int length = (int) u32();
            try {
                Table table = Table.decode(bytes, at, length);
                at += length;
                return table;
            } catch (MalformedTableException e) {
                throw new AmqpException(ReplyCode.SYNTAX_ERROR, "malformed headers: " + e.getMessage());
            }
        }
    }

    private static final class Writer {
        private byte[] bytes = new byte[256];
        private int at = 2;
        private int flags;

        private byte[] write(Properties p) {
            text(15, p.contentType);
            text(14, p.contentEncoding);
            if (p.headers != null) {
                flags |= 1 << 13;
                byte[] table = p.headers.encode();
                number(table.length, 4);
                room(table.length);
                System.arraycopy(table, 0, bytes, at, table.length);
                at += table.length;
            }
            octet(12, p.deliveryMode);
            octet(11, p.priority);
            text(10, p.correlationId);
            text(9, p.replyTo);
            text(8, p.expiration);
            text(7, p.messageId);
            if (p.timestamp != null) {
                flags |= 1 << 6;
                number(p.timestamp, 8);
            }
            text(5, p.type);
            text(4, p.userId);
            text(3, p.appId);
            text(2, p.clusterId);
            bytes[0] = (byte) (flags >> 8);
            bytes[1] = (byte) flags;
            return Arrays.copyOf(bytes, at);
        }

        private void text(int bit, @Nullable String value) {
            if (value == null) {
                return;
            }
            flags |= 1 << bit;
            byte[] utf8 = Utf8.encode(value);
            if (utf8.length > 255) {
                throw new IllegalArgumentException("property of " + utf8.length + " bytes, at most 255");
            }
            room(utf8.length + 1);
            bytes[at++] = (byte) utf8.length;
            System.arraycopy(utf8, 0, bytes, at, utf8.length);
            at += utf8.length;
        }

        private void octet(int bit, @Nullable Integer value) {
            if (value != null) {
                flags |= 1 << bit;
                number(value, 1);
            }
        }

        private void number(long value, int width) {
            room(width);
            for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
                bytes[at++] = (byte) (value >>> shift);
            }
        }

        private void room(int more) {
            if (at + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + more));
            }
        }
    }
}
