// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tree of paths, each leading to something. A path is cut at its slashes first and decoded then, so that names may
 * contain anything; a part that is spelled out goes before one with a name. Filled before it is used, then read only.
 */
final class Paths<T> {
    private final Part<T> root = new Part<>();

    private static final class Part<T> {
        private final Map<String, Part<T>> spelledOut = new HashMap<>();
        private @Nullable Part<T> named;
        private @Nullable T end;
        private List<String> names = List.of();
    }

    /** Where a path leads, and what its named parts are. */
    record Found<T>(T end, Map<String, String> names) {}

    /**
     * @param path {@code /users/:user}
     */
    void add(String path, T end) {
        Part<T> part = root;
        List<String> names = new ArrayList<>();
        for (String word : path.substring(1).split("/", -1)) {
            if (word.startsWith(":")) {
                names.add(word.substring(1));
                part.named = part.named == null ? new Part<>() : part.named;
                part = part.named;
            } else {
                part = part.spelledOut.computeIfAbsent(word, w -> new Part<>());
            }
        }
        if (part.end != null) {
            throw new IllegalArgumentException("there are two of " + path);
        }
        part.end = end;
        part.names = List.copyOf(names);
    }

    /**
     * Null where the path leads nowhere.
     *
     * @throws IllegalArgumentException if its percent signs do not make sense, or what they stand for is not UTF-8
     */
    @Nullable
    Found<T> find(String path) {
        List<String> parts = parts(path);
        return find(root, parts, 0, new ArrayList<>());
    }

    /** Decoded; dots lead nowhere else than they lead to in a directory, and never above the root. */
    static List<String> parts(String path) {
        List<String> parts = new ArrayList<>();
        for (String raw : path.substring(1).split("/", -1)) {
            String part = decode(raw);
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.remove(parts.size() - 1);
                }
            } else if (!part.equals(".")) {
                parts.add(part);
            }
        }
        if (!parts.isEmpty() && parts.get(parts.size() - 1).isEmpty()) {
            parts.remove(parts.size() - 1); // a slash at the end
        }
        return parts;
    }

    private static String decode(String part) {
        if (part.indexOf('%') < 0) {
            return part;
        }
        ByteBuffer bytes = ByteBuffer.allocate(part.length());
        for (int at = 0; at < part.length(); at++) {
            char c = part.charAt(at);
            if (c == '%') {
                bytes.put((byte) HexFormat.fromHexDigits(part, at + 1, at + 3));
                at += 2;
            } else {
                bytes.put((byte) c); // a request line is ASCII
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8: " + part, e);
        }
    }

    private static <T> @Nullable Found<T> find(Part<T> from, List<String> parts, int at, List<String> values) {
        if (at == parts.size()) {
            return from.end == null ? null : new Found<>(from.end, named(from.names, values));
        }
        Part<T> next = from.spelledOut.get(parts.get(at));
        Found<T> found = next == null ? null : find(next, parts, at + 1, values);
        if (found != null || from.named == null) {
            return found;
        }
        values.add(parts.get(at));
        found = find(from.named, parts, at + 1, values);
        values.remove(values.size() - 1);
        return found;
    }

    private static Map<String, String> named(List<String> names, List<String> values) {
        Map<String, String> named = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            named.put(names.get(i), values.get(i));
        }
        return named;
    }
}
