// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow, little-endian. */
final class ByteWriter {
    private byte[] bytes;
    private int length;

    ByteWriter(int capacity) {
        bytes = new byte[capacity];
    }

    void write(byte value) {
        reserve(1);
        bytes[length++] = value;
    }

    void write(int value) {
        reserve(4);
        RecordFormat.intAt(bytes, length, value);
        length += 4;
    }

    void write(long value) {
        reserve(8);
        RecordFormat.longAt(bytes, length, value);
        length += 8;
    }

    void write(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        write(utf8.length);
        reserve(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
    }

    /** Leaves this many bytes to be filled in later. */
    void skip(int count) {
        reserve(count);
        length += count;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, Math.multiplyExact(2, bytes.length)));
        }
    }
}
