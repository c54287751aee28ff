// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.leveret.table.Utf8;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Short strings: one byte of length, at most 255 bytes of utf-8, kept byte for byte as {@link Utf8} does. */
public final class ShortString {
    public static final int BYTES_MAX = 255;
    private static final String CUT = "...";

    private ShortString() {}

    /** The text of {@code length} bytes at an index, which the caller has checked. */
    public static String read(ByteBuf in, int index, int length) {
        byte[] bytes = ByteBufUtil.getBytes(in, index, length, true);
        return Utf8.decode(bytes, 0, length);
    }

    /**
     * Appends length and bytes; ASCII without allocating.
     *
     * @throws IllegalArgumentException if the text has more than 255 bytes
     */
    public static void write(ByteBuf out, String text) {
        if (text.length() <= BYTES_MAX && isAscii(text)) {
            out.writeByte(text.length());
            out.writeCharSequence(text, StandardCharsets.US_ASCII);
            return;
        }
        byte[] bytes = Utf8.encode(text);
        if (bytes.length > BYTES_MAX) {
            throw new IllegalArgumentException(
                    "short string '" + text + "' has " + bytes.length + " bytes, more than " + BYTES_MAX);
        }
        out.writeByte(bytes.length).writeBytes(bytes);
    }

    /**
     * Lengths and bytes of texts behind each other, to be written many times.
     *
     * @throws IllegalArgumentException if a text has more than 255 bytes
     */
    public static byte[] encode(String... texts) {
        ByteBuf out = Unpooled.buffer();
        for (String text : texts) {
            write(out, text);
        }
        return ByteBufUtil.getBytes(out);
    }

    /** As {@link #write}, but a text that is too long is cut, between characters, and ends with "...". */
    static void writeCut(ByteBuf out, String text) {
        if (text.length() <= BYTES_MAX / 3) {
            write(out, text);
            return;
        }
        byte[] bytes = Utf8.encode(text);
        int kept = bytes.length;
        if (kept > BYTES_MAX) {
            kept = BYTES_MAX - CUT.length();
            while (kept > 0 && (bytes[kept] & 0xC0) == 0x80) {
                kept--;
            }
        }
        boolean cut = kept < bytes.length;
        out.writeByte(cut ? kept + CUT.length() : kept).writeBytes(bytes, 0, kept);
        if (cut) {
            out.writeCharSequence(CUT, StandardCharsets.US_ASCII);
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
