// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.nio.charset.StandardCharsets;

/** Reads what a {@link ByteWriter} wrote, whose checksum was found right. */
final class ByteReader {
    private final byte[] bytes;
    private int at;

    ByteReader(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    byte readByte() {
        return bytes[at++];
    }

    int readInt() {
        at += 4;
        return RecordFormat.intAt(bytes, at - 4);
    }

    long readLong() {
        at += 8;
        return RecordFormat.longAt(bytes, at - 8);
    }

    String readString() {
        int length = readInt();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }
}
