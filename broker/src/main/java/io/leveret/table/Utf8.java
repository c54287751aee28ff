// SPDX-License-Identifier: Apache-2.0
package io.leveret.table;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Short strings and table keys as Java strings, without loss. AMQP says they are utf-8, RabbitMQ passes any bytes on:
 * a byte that is not part of well-formed utf-8 becomes the lone surrogate U+DC00 + byte, which no well-formed utf-8
 * yields, and becomes the same byte again when encoded.
 */
public final class Utf8 {
    private static final char ESCAPE = 0xDC00;

    private Utf8() {}

    public static String decode(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        // U+FFFD may be the text's own or a replacement; only the slow way tells.
        return text.indexOf('\uFFFD') < 0 ? text : decodeEscaping(bytes, offset, length);
    }

    public static byte[] encode(String text) {
        if (!hasEscape(text)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        byte[] out = new byte[3 * text.length()];
        int size = 0;
        for (int i = 0; i < text.length(); ) {
            if (isEscape(text, i)) {
                out[size++] = (byte) (text.charAt(i++) - ESCAPE);
            } else {
                int end = i + Character.charCount(text.codePointAt(i));
                byte[] one = text.substring(i, end).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(one, 0, out, size, one.length);
                size += one.length;
                i = end;
            }
        }
        return Arrays.copyOf(out, size);
    }

    /** True when decoding met bytes that are not utf-8. */
    public static boolean hasEscape(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEscape(String text, int index) {
        char c = text.charAt(index);
        return c >= ESCAPE + 0x80
                && c <= ESCAPE + 0xFF
                && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }

    private static String decodeEscaping(byte[] bytes, int offset, int length) {
        StringBuilder text = new StringBuilder(length);
        int end = offset + length;
        for (int i = offset; i < end; ) {
            int size = sequenceLength(bytes[i]);
            if (size > 0 && i + size <= end && isWellFormed(bytes, i, size)) {
                text.append(new String(bytes, i, size, StandardCharsets.UTF_8));
                i += size;
            } else {
                text.append((char) (ESCAPE + (bytes[i++] & 0xFF)));
            }
        }
        return text.toString();
    }

    private static int sequenceLength(byte lead) {
        int b = lead & 0xFF;
        return b < 0x80 ? 1 : b < 0xC2 ? 0 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : b < 0xF5 ? 4 : 0;
    }

    private static boolean isWellFormed(byte[] bytes, int offset, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
