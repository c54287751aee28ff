// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.leveret.table.MalformedTableException;
import io.leveret.table.Table;
import io.netty.buffer.ByteBuf;

/** Checks a field table's bytes where they are, without making values of them; agrees with {@link Table#decode}. */
final class FieldTable {
    private FieldTable() {}

    /**
     * @param index of the table's body, behind its length
     * @throws MalformedTableException if {@link Table#decode} would throw it
     */
    static void check(ByteBuf in, int index, int end) {
        fields(in, index, end, 1);
    }

    private static void fields(ByteBuf in, int index, int end, int depth) {
        for (int at = index; at < end; ) {
            int key = at + 1;
            at = skip(key, in.getUnsignedByte(at), end);
            at = value(in, at, end, depth);
        }
    }

    private static void elements(ByteBuf in, int index, int end, int depth) {
        for (int at = index; at < end; ) {
            at = value(in, at, end, depth);
        }
    }

    /** The index behind the value whose tag is at {@code index}. */
    private static int value(ByteBuf in, int index, int end, int depth) {
        int at = skip(index, 1, end);
        byte tag = in.getByte(index);
        return switch (tag) {
            case 'V' -> at;
            case 't', 'b', 'B' -> skip(at, 1, end);
            case 's', 'u' -> skip(at, 2, end);
            case 'I', 'i', 'f' -> skip(at, 4, end);
            case 'D' -> skip(skip(at, 1, end), 4, end);
            case 'l', 'L', 'd', 'T' -> skip(at, 8, end);
            case 'S', 'x' -> skipCounted(in, at, end);
            case 'A' -> {
                checkDepth(depth);
                int next = skipCounted(in, at, end);
                elements(in, at + 4, next, depth + 1);
                yield next;
            }
            case 'F' -> {
                checkDepth(depth);
                int next = skipCounted(in, at, end);
                fields(in, at + 4, next, depth + 1);
                yield next;
            }
            default -> throw new MalformedTableException("unknown field type 0x" + Integer.toHexString(tag & 0xFF));
        };
    }

    private static int skipCounted(ByteBuf in, int at, int end) {
        int content = skip(at, 4, end);
        return skip(content, in.getUnsignedInt(at), end);
    }

    private static int skip(int at, long size, int end) {
        if (size > end - at) {
            throw new MalformedTableException("field needs " + size + " bytes, " + (end - at) + " are left");
        }
        return at + (int) size;
    }

    private static void checkDepth(int depth) {
        if (depth == Table.DEPTH_MAX) {
            throw new MalformedTableException("nested deeper than " + Table.DEPTH_MAX);
        }
    }
}
