// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.leveret.table.MalformedTableException;
import io.netty.buffer.ByteBuf;

/**
 * A HEADER frame's payload, read where it is. One object serves a whole connection: {@link #read} overwrites what the
 * last one found. Offsets are indexes of the buffer given to {@code read}, good as long as its bytes stay there, and
 * -1 for a property that is absent.
 */
public final class ContentHeader {
    private static final int PROPERTIES_OFFSET = 12;
    private static final int METHOD = MethodIds.BASIC_PUBLISH;

    private static final int CONTENT_TYPE = 1 << 15;
    private static final int CONTENT_ENCODING = 1 << 14;
    private static final int HEADERS = 1 << 13;
    private static final int DELIVERY_MODE = 1 << 12;
    private static final int PRIORITY = 1 << 11;
    private static final int CORRELATION_ID = 1 << 10;
    private static final int REPLY_TO = 1 << 9;
    private static final int EXPIRATION = 1 << 8;
    private static final int MESSAGE_ID = 1 << 7;
    private static final int TIMESTAMP = 1 << 6;
    private static final int TYPE = 1 << 5;
    private static final int USER_ID = 1 << 4;
    private static final int APP_ID = 1 << 3;
    private static final int CLUSTER_ID = 1 << 2;
    private static final int CONTINUATION = 1;

    private int classId;
    private int weight;
    private long bodyBytes;
    private int propertiesOffset;
    private int propertiesLength;
    private int flags;
    private int headersOffset;
    private int headersLength;
    private int deliveryMode;
    private int priority;
    private int correlationIdOffset;
    private int replyToOffset;
    private int expirationOffset;
    private int messageIdOffset;
    private int timestampOffset;
    private int userIdOffset;
    private int end;
    private int at;

    /**
     * Reads and checks a whole payload, down to the last field of the headers; class and weight are the caller's to
     * judge.
     *
     * @param index of the payload
     * @param end index behind the payload
     * @throws MalformedFrameException if the property flags and the property list do not fill it exactly
     */
    public void read(ByteBuf in, int index, int end) {
        this.end = end;
        at = index;
        skip(PROPERTIES_OFFSET);
        classId = in.getUnsignedShort(index);
        weight = in.getUnsignedShort(index + 2);
        bodyBytes = in.getLong(index + 4);
        propertiesOffset = at;
        propertiesLength = end - at;
        readFlags(in);
        readProperties(in);
        if (at != end) {
            throw MalformedFrameException.frame(METHOD, (end - at) + " bytes behind the last property");
        }
    }

    private void readFlags(ByteBuf in) {
        flags = in.getUnsignedShort(skip(2));
        // basic has 14 properties, so that words the continuation bit announces can hold no further one
        for (int word = flags; (word & CONTINUATION) != 0; ) {
            word = in.getUnsignedShort(skip(2));
            if ((word & ~CONTINUATION) != 0) {
                throw MalformedFrameException.frame(METHOD, "unknown property flags 0x" + Integer.toHexString(word));
            }
        }
    }

    private void readProperties(ByteBuf in) {
        shortString(in, CONTENT_TYPE);
        shortString(in, CONTENT_ENCODING);
        readHeaders(in);
        deliveryMode = has(DELIVERY_MODE) ? in.getUnsignedByte(skip(1)) : -1;
        priority = has(PRIORITY) ? in.getUnsignedByte(skip(1)) : -1;
        correlationIdOffset = shortString(in, CORRELATION_ID);
        replyToOffset = shortString(in, REPLY_TO);
        expirationOffset = shortString(in, EXPIRATION);
        messageIdOffset = shortString(in, MESSAGE_ID);
        timestampOffset = has(TIMESTAMP) ? skip(8) : -1;
        shortString(in, TYPE);
        userIdOffset = shortString(in, USER_ID);
        shortString(in, APP_ID);
        shortString(in, CLUSTER_ID);
    }

    private void readHeaders(ByteBuf in) {
        if (!has(HEADERS)) {
            headersOffset = -1;
            headersLength = 0;
            return;
        }
        long length = in.getUnsignedInt(skip(4));
        headersOffset = skip(length);
        headersLength = (int) length;
        try {
            FieldTable.check(in, headersOffset, at);
        } catch (MalformedTableException e) {
            throw MalformedFrameException.table(METHOD, String.valueOf(e.getMessage()));
        }
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Offset of the text, behind its length; -1 if the flag is not set. */
    private int shortString(ByteBuf in, int flag) {
        return has(flag) ? skip(in.getUnsignedByte(skip(1))) : -1;
    }

    private int skip(long size) {
        if (size > end - at) {
            throw MalformedFrameException.frame(
                    METHOD, "content header needs " + size + " bytes, " + (end - at) + " are left");
        }
        int start = at;
        at += (int) size;
        return start;
    }

    /** 60 for everything a client may publish. */
    public int classId() {
        return classId;
    }

    /** Always 0 in a valid frame. */
    public int weight() {
        return weight;
    }

    /** Unsigned; negative from 2^63 on, which no limit allows. */
    public long bodyBytes() {
        return bodyBytes;
    }

    /** Where the raw properties begin: flags and property list, to be kept byte for byte. */
    public int propertiesOffset() {
        return propertiesOffset;
    }

    public int propertiesLength() {
        return propertiesLength;
    }

    /** The delivery mode as sent, -1 if absent; 2 is persistent, all else is transient. */
    public int deliveryMode() {
        return deliveryMode;
    }

    public boolean isPersistent() {
        return deliveryMode == 2;
    }

    /** 0..255, -1 if absent. */
    public int priority() {
        return priority;
    }

    /** The headers table's body, behind its length. */
    public int headersOffset() {
        return headersOffset;
    }

    public int headersLength() {
        return headersLength;
    }

    public int correlationIdOffset() {
        return correlationIdOffset;
    }

    public int replyToOffset() {
        return replyToOffset;
    }

    public int expirationOffset() {
        return expirationOffset;
    }

    public int messageIdOffset() {
        return messageIdOffset;
    }

    /** Of the 8 bytes of seconds since 1970. */
    public int timestampOffset() {
        return timestampOffset;
    }

    public int userIdOffset() {
        return userIdOffset;
    }

    /** Bytes of the short string at one of the offsets above, its length being in front of it. */
    public static int shortStringLength(ByteBuf in, int offset) {
        return in.getUnsignedByte(offset - 1);
    }

    /** Text of the short string at one of the offsets above. */
    public static String text(ByteBuf in, int offset) {
        return ShortString.read(in, offset, shortStringLength(in, offset));
    }
}
