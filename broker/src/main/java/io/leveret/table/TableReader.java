// SPDX-License-Identifier: Apache-2.0
package io.leveret.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads a table's bytes once, front to back; every length is checked against what its container has left. */
final class TableReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    TableReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
    }

    Table read() {
        return table(end, 1);
    }

    private Table table(int limit, int depth) {
        List<Table.Entry> entries = new ArrayList<>();
        while (at < limit) {
            int keyLength = bytes[at++] & 0xFF;
            need(keyLength, limit);
            String key = Utf8.decode(bytes, at, keyLength);
            at += keyLength;
            entries.add(new Table.Entry(key, value(limit, depth)));
        }
        return Table.ofDecoded(entries);
    }

    private List<Object> array(int limit, int depth) {
        List<Object> elements = new ArrayList<>();
        while (at < limit) {
            elements.add(value(limit, depth));
        }
        return Collections.unmodifiableList(elements);
    }

    private Object value(int limit, int depth) {
        need(1, limit);
        byte tag = bytes[at++];
        return switch (tag) {
            case 't' -> integer(1, limit) != 0;
            case 'b' -> (byte) integer(1, limit);
            case 'B' -> new UnsignedByte((int) integer(1, limit) & 0xFF);
            case 's' -> (short) integer(2, limit);
            case 'u' -> new UnsignedShort((int) integer(2, limit) & 0xFFFF);
            case 'I' -> (int) integer(4, limit);
            case 'i' -> new UnsignedInt(integer(4, limit) & UnsignedInt.MAX);
            case 'l' -> integer(8, limit);
            case 'L' -> new LongLong(integer(8, limit));
            case 'f' -> Float.intBitsToFloat((int) integer(4, limit));
            case 'd' -> Double.longBitsToDouble(integer(8, limit));
            case 'D' -> new Decimal((int) integer(1, limit) & 0xFF, integer(4, limit) & UnsignedInt.MAX);
            case 'T' -> new Timestamp(integer(8, limit));
            case 'V' -> VoidValue.VOID;
            case 'S' -> {
                int length = length(limit);
                at += length;
                yield LongString.of(bytes, at - length, length);
            }
            case 'x' -> {
                int length = length(limit);
                at += length;
                yield Bytes.of(bytes, at - length, length);
            }
            case 'A' -> {
                int inner = deeper(depth);
                int length = length(limit);
                yield array(at + length, inner);
            }
            case 'F' -> {
                int inner = deeper(depth);
                int length = length(limit);
                yield table(at + length, inner);
            }
            default -> throw new MalformedTableException("unknown field type 0x" + Integer.toHexString(tag & 0xFF));
        };
    }

    /** Big-endian, sign-extended. */
    private long integer(int size, int limit) {
        need(size, limit);
        long value = bytes[at++];
        for (int i = 1; i < size; i++) {
            value = value << 8 | (bytes[at++] & 0xFF);
        }
        return value;
    }

    private int length(int limit) {
        long length = integer(4, limit) & UnsignedInt.MAX;
        need(length, limit);
        return (int) length;
    }

    private void need(long size, int limit) {
        if (size > limit - at) {
            throw new MalformedTableException("field needs " + size + " bytes, " + (limit - at) + " are left");
        }
    }

    private static int deeper(int depth) {
        if (depth == Table.DEPTH_MAX) {
            throw new MalformedTableException("nested deeper than " + Table.DEPTH_MAX);
        }
        return depth + 1;
    }
}
