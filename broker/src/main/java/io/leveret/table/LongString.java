// SPDX-License-Identifier: Apache-2.0
package io.leveret.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Field value of tag {@code S}: any bytes, usually utf-8 text. Two are equal when their bytes are. */
public final class LongString {
    public static final LongString EMPTY = new LongString(new byte[0]);

    private final byte[] bytes;

    private LongString(byte[] bytes) {
        this.bytes = bytes;
    }

    public static LongString of(String text) {
        return text.isEmpty() ? EMPTY : new LongString(Utf8.encode(text));
    }

    public static LongString of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new LongString(bytes.clone());
    }

    public static LongString of(byte[] bytes, int offset, int length) {
        return length == 0 ? EMPTY : new LongString(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    /** True when the bytes are this text in utf-8. */
    public boolean is(String text) {
        return Arrays.equals(bytes, Utf8.encode(text));
    }

    byte[] array() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LongString that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The bytes as utf-8 text; what is not utf-8 shows as U+FFFD. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
