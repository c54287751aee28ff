// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which fields of an answer somebody wants: {@code columns=name,message_stats.publish}. Immutable. */
final class Columns {
    static final Columns ALL = new Columns(Map.of());

    /** By the first part of a dotted name; {@link #ALL} where all of that field is wanted. */
    private final Map<String, Columns> wanted;

    private Columns(Map<String, Columns> wanted) {
        this.wanted = wanted;
    }

    /**
     * @param list names joined by commas; null: all
     */
    static Columns of(@Nullable String list) {
        if (list == null) {
            return ALL;
        }
        List<List<String>> names = new ArrayList<>();
        for (String name : list.split(",", -1)) {
            List<String> parts = parts(name);
            if (!parts.isEmpty()) {
                names.add(parts);
            }
        }
        return names.isEmpty() ? new Columns(Map.of("", ALL)) : tree(names);
    }

    /** The parts of a dotted name. */
    static List<String> parts(String name) {
        List<String> parts = new ArrayList<>(List.of(name.split("\\.", -1)));
        parts.removeIf(String::isEmpty);
        return parts;
    }

    private static Columns tree(List<List<String>> names) {
        Map<String, List<List<String>>> below = new HashMap<>();
        for (List<String> name : names) {
            below.computeIfAbsent(name.get(0), first -> new ArrayList<>()).add(name.subList(1, name.size()));
        }
        Map<String, Columns> wanted = new HashMap<>();
        below.forEach((first, rest) -> wanted.put(first, rest.stream().anyMatch(List::isEmpty) ? ALL : tree(rest)));
        return new Columns(wanted);
    }

    boolean isAll() {
        return wanted.isEmpty();
    }

    boolean has(String field) {
        return isAll() || wanted.containsKey(field);
    }

    private Columns below(String field) {
        return wanted.getOrDefault(field, ALL);
    }

    /** That part of a field's value that is wanted. */
    @Nullable
    Object select(String field, @Nullable Object value) {
        return isAll() ? value : below(field).select(value);
    }

    /** That part of a JSON value that is wanted; what has no fields is wanted whole. */
    @Nullable
    Object select(@Nullable Object value) {
        if (isAll()) {
            return value;
        }
        if (value instanceof JsonObject object) {
            JsonObject selected = new JsonObject();
            for (Map.Entry<String, Object> entry : object) {
                if (has(entry.getKey())) {
                    selected.put(entry.getKey(), select(entry.getKey(), entry.getValue()));
                }
            }
            return selected;
        }
        if (value instanceof JsonArray array) {
            JsonArray selected = new JsonArray();
            array.forEach(element -> selected.add(select(element)));
            return selected;
        }
        return value;
    }
}
