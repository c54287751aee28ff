// SPDX-License-Identifier: Apache-2.0
package io.leveret.table;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field table: named values in the order received, equal names kept. Immutable; decoding and encoding again gives
 * the same bytes (only a boolean other than 0 and 1 becomes 1). The Java type of a value says its tag, see
 * {@link FieldType}; a {@link String} given to {@link #with} or a {@link Builder} becomes a {@link LongString}.
 */
public final class Table {
    /** Tables and arrays inside each other, the outermost table counted; RabbitMQ has no such limit. */
    public static final int DEPTH_MAX = 64;

    /** Bytes of a key in utf-8. */
    public static final int KEY_BYTES_MAX = 255;

    public static final Table EMPTY = new Table(List.of());

    /** One field; the value is one of the types of {@link FieldType}. */
    public record Entry(String key, Object value) {}

    private final List<Entry> entries;

    private Table(List<Entry> entries) {
        this.entries = entries;
    }

    static Table ofDecoded(List<Entry> entries) {
        return entries.isEmpty() ? EMPTY : new Table(List.copyOf(entries));
    }

    /**
     * @param bytes holds the table's body, without the length in front
     * @throws MalformedTableException if the bytes are no table or are nested deeper than {@link #DEPTH_MAX}
     */
    public static Table decode(byte[] bytes, int offset, int length) {
        return length == 0 ? EMPTY : new TableReader(bytes, offset, length).read();
    }

    public static Table decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    /** A table of one field. */
    public static Table of(String key, Object value) {
        return EMPTY.with(key, value);
    }

    public static Builder builder() {
        return new Builder(new ArrayList<>());
    }

    /** The table's body, without the length in front. */
    public byte[] encode() {
        return entries.isEmpty() ? new byte[0] : new TableWriter().write(this);
    }

    public List<Entry> entries() {
        return entries;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public int size() {
        return entries.size();
    }

    /** The value of the first field with this name, or null. */
    public @Nullable Object get(String key) {
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.key().equals(key)) {
                return entry.value();
            }
        }
        return null;
    }

    public boolean contains(String key) {
        return get(key) != null;
    }

    /** The value of an integer field of whatever width; null if there is none or it is no integer. */
    public @Nullable Long integer(String key) {
        Object value = get(key);
        return value == null ? null : integerOf(value);
    }

    /** The text of a long string field; null if there is none or it is no long string. */
    public @Nullable String string(String key) {
        return get(key) instanceof LongString text ? text.toString() : null;
    }

    /** The value of a boolean field; null if there is none or it is no boolean. */
    public @Nullable Boolean bool(String key) {
        return get(key) instanceof Boolean bool ? bool : null;
    }

    /** The value of a nested table; null if there is none or it is no table. */
    public @Nullable Table table(String key) {
        return get(key) instanceof Table table ? table : null;
    }

    /** The value of an array field; null if there is none or it is no array. */
    @SuppressWarnings("unchecked")
    public @Nullable List<Object> array(String key) {
        return get(key) instanceof List<?> array ? (List<Object>) array : null;
    }

    /** The number an integer of any width stands for; null for other values (a timestamp is none). */
    public static @Nullable Long integerOf(Object value) {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        } else if (value instanceof LongLong l) {
            return l.value();
        } else if (value instanceof UnsignedInt i) {
            return i.value();
        } else if (value instanceof UnsignedShort s) {
            return (long) s.value();
        } else if (value instanceof UnsignedByte b) {
            return (long) b.value();
        }
        return null;
    }

    /** Replaces the first field with this name and drops further ones, or appends. */
    public Table with(String key, Object value) {
        Builder builder = new Builder(new ArrayList<>(entries.size() + 1));
        boolean placed = false;
        for (Entry entry : entries) {
            if (!entry.key().equals(key)) {
                builder.entries.add(entry);
            } else if (!placed) {
                builder.add(key, value);
                placed = true;
            }
        }
        return placed ? builder.build() : builder.add(key, value).build();
    }

    /** Without any field of this name. */
    public Table without(String key) {
        if (!contains(key)) {
            return this;
        }
        return ofDecoded(
                entries.stream().filter(entry -> !entry.key().equals(key)).toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Table that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return FieldText.of(this);
    }

    /** Collects fields in order; equal names are kept. */
    public static final class Builder {
        private final List<Entry> entries;

        private Builder(List<Entry> entries) {
            this.entries = entries;
        }

        /**
         * @throws IllegalArgumentException if the key is too long, or the value is none a field may hold or too deep
         */
        public Builder add(String key, Object value) {
            int keyBytes = key.length() > KEY_BYTES_MAX / 3 ? Utf8.encode(key).length : key.length();
            if (keyBytes > KEY_BYTES_MAX) {
                throw new IllegalArgumentException(
                        "key '" + key + "' has " + keyBytes + " bytes, more than " + KEY_BYTES_MAX);
            }
            entries.add(new Entry(key, checked(value, 2)));
            return this;
        }

        public Table build() {
            return ofDecoded(entries);
        }

        /** The value as a table keeps it; {@code depth} is the one it would have as a table or array. */
        private static Object checked(Object value, int depth) {
            if (value instanceof String text) {
                return LongString.of(text);
            }
            if (value instanceof Table || value instanceof List) {
                if (depth > DEPTH_MAX) {
                    throw new IllegalArgumentException("nested deeper than " + DEPTH_MAX);
                }
                if (value instanceof Table table) {
                    table.entries.forEach(entry -> checked(entry.value(), depth + 1));
                    return table;
                }
                return ((List<?>) value)
                        .stream().map(element -> checked(element, depth + 1)).toList();
            }
            FieldType.of(value);
            return value;
        }
    }
}
