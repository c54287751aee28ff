// SPDX-License-Identifier: Apache-2.0
package io.leveret.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The types a field value may have: its tag on the wire, its Java type, and RabbitMQ's name for it. */
public enum FieldType {
    BOOL('t', "bool", Boolean.class),
    BYTE('b', "byte", Byte.class),
    UNSIGNED_BYTE('B', "unsignedbyte", UnsignedByte.class),
    SHORT('s', "short", Short.class),
    UNSIGNED_SHORT('u', "unsignedshort", UnsignedShort.class),
    INT('I', "signedint", Integer.class),
    UNSIGNED_INT('i', "unsignedint", UnsignedInt.class),
    LONG('l', "long", Long.class),
    LONG_LONG('L', "long", LongLong.class),
    FLOAT('f', "float", Float.class),
    DOUBLE('d', "double", Double.class),
    DECIMAL('D', "decimal", Decimal.class),
    LONG_STRING('S', "longstr", LongString.class),
    BYTES('x', "binary", Bytes.class),
    ARRAY('A', "array", List.class),
    TABLE('F', "table", Table.class),
    TIMESTAMP('T', "timestamp", Timestamp.class),
    VOID('V', "void", VoidValue.class);

    private final byte tag;
    private final String rabbitName;
    private final Class<?> javaType;

    FieldType(char tag, String rabbitName, Class<?> javaType) {
        this.tag = (byte) tag;
        this.rabbitName = rabbitName;
        this.javaType = javaType;
    }

    private static final FieldType[] ALL = values();

    /**
     * @throws IllegalArgumentException if a field cannot hold such a value
     */
    public static FieldType of(Object value) {
        for (FieldType type : ALL) {
            if (type.javaType.isInstance(value)) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "a field cannot hold a " + value.getClass().getName());
    }

    /** The type with this tag, or null. */
    public static @Nullable FieldType ofTag(byte tag) {
        for (FieldType type : ALL) {
            if (type.tag == tag) {
                return type;
            }
        }
        return null;
    }

    public byte tag() {
        return tag;
    }

    /** As RabbitMQ's error texts name it; {@code l} and {@code L} are both 'long'. */
    public String rabbitName() {
        return rabbitName;
    }
}
