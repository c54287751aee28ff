// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a kind of thing looks like as JSON: its fields, and how far a thing must be known to show each. Immutable once
 * built.
 */
final class Shape<T> {
    private record Field<T>(Depth depth, boolean optional, Function<T, @Nullable Object> value) {}

    private final Map<String, Field<T>> fields = new LinkedHashMap<>();

    /** A field that is always there, if only as {@code null}. */
    Shape<T> with(String name, Depth depth, Function<T, @Nullable Object> value) {
        fields.put(name, new Field<>(depth, false, value));
        return this;
    }

    Shape<T> with(String name, Function<T, @Nullable Object> value) {
        return with(name, Depth.DEFINITION, value);
    }

    /** A field that is there only where it has a value. */
    Shape<T> withOptional(String name, Depth depth, Function<T, @Nullable Object> value) {
        fields.put(name, new Field<>(depth, true, value));
        return this;
    }

    /** How far a thing must be known for those fields. */
    Depth depth(Columns columns) {
        Depth depth = Depth.DEFINITION;
        for (Map.Entry<String, Field<T>> field : fields.entrySet()) {
            if (columns.has(field.getKey())) {
                depth = depth.and(field.getValue().depth());
            }
        }
        return depth;
    }

    /** How far a thing must be known to be sorted by a field. */
    Depth depth(String dottedName) {
        List<String> parts = Columns.parts(dottedName);
        Field<T> field = parts.isEmpty() ? null : fields.get(parts.get(0));
        return field == null ? Depth.DEFINITION : field.depth();
    }

    /** The value of a field, which may be within another; null where there is none. */
    Function<T, @Nullable Object> value(String dottedName) {
        List<String> parts = new ArrayList<>(Columns.parts(dottedName));
        Field<T> field = parts.isEmpty() ? null : fields.get(parts.remove(0));
        if (field == null) {
            return thing -> null;
        }
        return parts.isEmpty() ? field.value() : thing -> within(field.value().apply(thing), parts);
    }

    static @Nullable Object within(@Nullable Object value, List<String> parts) {
        Object found = value;
        for (String part : parts) {
            found = found instanceof JsonObject object ? object.getValue(part) : null;
        }
        return found;
    }

    JsonObject json(T thing, Columns columns) {
        JsonObject json = new JsonObject();
        fields.forEach((name, field) -> {
            if (columns.has(name)) {
                Object value = field.value().apply(thing);
                if (value != null || !field.optional()) {
                    json.put(name, columns.select(name, value));
                }
            }
        });
        return json;
    }
}
