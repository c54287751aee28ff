// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The layout of a journal record, little-endian, at a multiple of 8:
 *
 * <pre>
 *  0  int    checksum of the head: CRC32C of the bytes 4 to the end of the targets, mixed with the segment's salt
 *  4  int    payload length, bytes
 *  8  int    CRC32C of the payload
 * 12  byte   kind
 * 13  byte   flags
 * 14  short  number of targets, unsigned
 * 16  targets, each: long queue, long a, long b
 *     payload, then zeros up to a multiple of 8
 * </pre>
 *
 * The two checksums let a reader know whose record it is although its payload is damaged.
 */
final class RecordFormat {
    /** A message: a is its sequence, b the sequence before it in the same queue, or {@link #UNKNOWN}. */
    static final byte ENQUEUE = 1;
    /** Messages that are gone: sequences a to b. */
    static final byte SETTLE = 2;
    /** A new mark for messages: from sequence a, b is their span less one, times 256, plus the mark. */
    static final byte MARK = 3;
    /** A queue comes to be: a is 1 if it is durable. */
    static final byte CREATE = 4;
    /** A queue ends. */
    static final byte DELETE = 5;
    /** Begins what a loop handed over at once: up to offset a of segment "queue", all was forced when it was written. */
    static final byte GROUP = 6;
    /** A note for one message: a is its sequence, b the note. */
    static final byte NOTE = 7;

    /** Flag: the message survives a restart. */
    static final int DURABLE = 1;
    /** Flag: someone waits for the receipt of this record. Of no meaning on disk. */
    static final int AWAITED = 2;

    static final long UNKNOWN = -1;

    static final int HEAD_BYTES = 16;
    static final int TARGET_BYTES = 24;
    static final int GROUP_BYTES = HEAD_BYTES + TARGET_BYTES;
    static final int PAYLOAD_BYTES_MAX = Integer.MAX_VALUE - (4 << 20);

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private RecordFormat() {}

    /** Writes all of the head but its checksums. */
    static void head(byte[] bytes, int at, byte kind, int flags, int targets, int payloadLength) {
        INT.set(bytes, at + 4, payloadLength);
        INT.set(bytes, at + 8, 0);
        bytes[at + 12] = kind;
        bytes[at + 13] = (byte) flags;
        SHORT.set(bytes, at + 14, (short) targets);
    }

    static void target(byte[] bytes, int at, int index, long queue, long a, long b) {
        int place = at + HEAD_BYTES + TARGET_BYTES * index;
        LONG.set(bytes, place, queue);
        LONG.set(bytes, place + 8, a);
        LONG.set(bytes, place + 16, b);
    }

    static void b(byte[] bytes, int at, int index, long b) {
        LONG.set(bytes, at + HEAD_BYTES + TARGET_BYTES * index + 16, b);
    }

    static byte kind(byte[] bytes, int at) {
        return bytes[at + 12];
    }

    static int flags(byte[] bytes, int at) {
        return bytes[at + 13];
    }

    static int targets(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at + 14) & 0xFFFF;
    }

    static int payloadLength(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + 4);
    }

    static long queue(byte[] bytes, int at, int index) {
        return (long) LONG.get(bytes, at + HEAD_BYTES + TARGET_BYTES * index);
    }

    static long a(byte[] bytes, int at, int index) {
        return (long) LONG.get(bytes, at + HEAD_BYTES + TARGET_BYTES * index + 8);
    }

    static long b(byte[] bytes, int at, int index) {
        return (long) LONG.get(bytes, at + HEAD_BYTES + TARGET_BYTES * index + 16);
    }

    static int headBytes(int targets) {
        return HEAD_BYTES + TARGET_BYTES * targets;
    }

    static int headBytes(byte[] bytes, int at) {
        return headBytes(targets(bytes, at));
    }

    /** All of the record, with the zeros at its end. */
    static int totalBytes(byte[] bytes, int at) {
        return padded(headBytes(bytes, at) + payloadLength(bytes, at));
    }

    static int padded(int length) {
        return (length + 7) & -8;
    }

    /** Fills in the checksums: the last thing before the record is written. */
    static void seal(byte[] bytes, int at, CRC32C crc, long salt) {
        int head = headBytes(bytes, at);
        int payload = payloadLength(bytes, at);
        if (payload > 0) {
            INT.set(bytes, at + 8, checksum(crc, bytes, at + head, payload));
        }
        INT.set(bytes, at, checksum(crc, bytes, at + 4, head - 4) ^ mix(salt));
    }

    /** Whether the head, which must be all there, is what was written in this segment. */
    static boolean headIsSound(byte[] bytes, int at, CRC32C crc, long salt) {
        return (int) INT.get(bytes, at) == (checksum(crc, bytes, at + 4, headBytes(bytes, at) - 4) ^ mix(salt));
    }

    static boolean payloadIsSound(byte[] bytes, int at, CRC32C crc) {
        int payload = payloadLength(bytes, at);
        return payload == 0 || (int) INT.get(bytes, at + 8) == checksum(crc, bytes, at + headBytes(bytes, at), payload);
    }

    static int checksum(CRC32C crc, byte[] bytes, int offset, int length) {
        crc.reset();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    /**
     * Spreads what tells one use of a file from another, so that what an earlier use left behind is not taken for what
     * was written in this one.
     */
    static int mix(long salt) {
        long spread = (salt + 1) * 0x9E3779B97F4A7C15L;
        return (int) (spread >>> 32);
    }

    static int intAt(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static void intAt(byte[] bytes, int at, int value) {
        INT.set(bytes, at, value);
    }

    static long longAt(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static void longAt(byte[] bytes, int at, long value) {
        LONG.set(bytes, at, value);
    }
}
