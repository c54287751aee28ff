// SPDX-License-Identifier: Apache-2.0
package io.leveret.table;

import java.util.Arrays;
import java.util.List;

/** Writes a table's bytes into an array that grows; a container's length is filled in behind it. */
final class TableWriter {
    private byte[] bytes = new byte[128];
    private int size;

    byte[] write(Table table) {
        fields(table);
        return Arrays.copyOf(bytes, size);
    }

    private void fields(Table table) {
        for (Table.Entry entry : table.entries()) {
            byte[] key = Utf8.encode(entry.key());
            integer(1, key.length);
            raw(key);
            value(entry.value());
        }
    }

    private void value(Object value) {
        FieldType type = FieldType.of(value);
        integer(1, type.tag());
        switch (type) {
            case BOOL -> integer(1, (Boolean) value ? 1 : 0);
            case BYTE -> integer(1, (Byte) value);
            case UNSIGNED_BYTE -> integer(1, ((UnsignedByte) value).value());
            case SHORT -> integer(2, (Short) value);
            case UNSIGNED_SHORT -> integer(2, ((UnsignedShort) value).value());
            case INT -> integer(4, (Integer) value);
            case UNSIGNED_INT -> integer(4, ((UnsignedInt) value).value());
            case LONG -> integer(8, (Long) value);
            case LONG_LONG -> integer(8, ((LongLong) value).value());
            case FLOAT -> integer(4, Float.floatToRawIntBits((Float) value));
            case DOUBLE -> integer(8, Double.doubleToRawLongBits((Double) value));
            case DECIMAL -> {
                integer(1, ((Decimal) value).scale());
                integer(4, ((Decimal) value).unscaled());
            }
            case TIMESTAMP -> integer(8, ((Timestamp) value).seconds());
            case LONG_STRING -> longString(((LongString) value).array());
            case BYTES -> longString(((Bytes) value).array());
            case ARRAY -> {
                int start = begin();
                ((List<?>) value).forEach(this::value);
                end(start);
            }
            case TABLE -> {
                int start = begin();
                fields((Table) value);
                end(start);
            }
            case VOID -> {}
        }
    }

    private void longString(byte[] content) {
        integer(4, content.length);
        raw(content);
    }

    private int begin() {
        integer(4, 0);
        return size;
    }

    private void end(int start) {
        int now = size;
        size = start - 4;
        integer(4, now - start);
        size = now;
    }

    private void integer(int width, long value) {
        ensure(width);
        for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    private void raw(byte[] content) {
        ensure(content.length);
        System.arraycopy(content, 0, bytes, size, content.length);
        size += content.length;
    }

    private void ensure(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(size, more)));
        }
    }
}
