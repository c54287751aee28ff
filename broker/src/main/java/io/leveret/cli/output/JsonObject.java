// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object in JSON, in the order of its fields. What an older or newer node does not send is not there: accessors
 * answer with nothing of their type then.
 */
public record JsonObject(Map<String, @Nullable Object> fields) {
    public static JsonObject of() {
        return new JsonObject(new LinkedHashMap<>());
    }

    public JsonObject with(String name, @Nullable Object value) {
        fields.put(name, value);
        return this;
    }

    public @Nullable Object value(String name) {
        return fields.get(name);
    }

    public boolean has(String name) {
        return fields.get(name) != null;
    }

    /** A text or number as text; empty if it is not there. */
    public String text(String name) {
        Object value = fields.get(name);
        return value == null ? "" : value.toString();
    }

    public long number(String name) {
        return fields.get(name) instanceof Number number ? number.longValue() : 0;
    }

    public boolean isTrue(String name) {
        return Boolean.TRUE.equals(fields.get(name));
    }

    public JsonObject object(String name) {
        return fields.get(name) instanceof JsonObject object ? object : of();
    }

    public List<?> list(String name) {
        return fields.get(name) instanceof List<?> list ? list : List.of();
    }

    public List<JsonObject> objects(String name) {
        List<JsonObject> objects = new ArrayList<>();
        for (Object each : list(name)) {
            if (each instanceof JsonObject object) {
                objects.add(object);
            }
        }
        return objects;
    }
}
