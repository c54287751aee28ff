// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The keys of {@code known-keys.txt}: all of RabbitMQ's and Leveret's own, and what becomes of each. */
final class KnownKeys {
    private static final String RESOURCE = "known-keys.txt";
    private static final String WORKS = "works";

    private final Map<String, Known> exact = new LinkedHashMap<>();
    private final List<Known> patterns = new ArrayList<>();

    /**
     * One line of the table.
     *
     * @param pattern the key; words that begin with {@code $} stand for any word
     * @param defaultValue null where RabbitMQ has none
     * @param noEffect why the key does nothing; null if it works
     * @param sameAs the key this one is another name of, or null
     */
    record Known(
            Key pattern,
            @Nullable String defaultValue,
            @Nullable String noEffect,
            @Nullable Key sameAs) {}

    private KnownKeys() {}

    static KnownKeys load() {
        KnownKeys keys = new KnownKeys();
        String status = "";
        String content = content();
        int end;
        for (int start = 0; start < content.length(); start = end + 1) {
            end = content.indexOf('\n', start);
            String line = content.substring(start, end);
            if (line.startsWith("[")) {
                status = line.substring(1, line.length() - 1);
            } else if (!line.isEmpty() && line.charAt(0) != '#') {
                keys.add(line, status.equals(WORKS) ? null : status);
            }
        }
        return keys;
    }

    private static String content() {
        try (InputStream in = Objects.requireNonNull(KnownKeys.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String line, @Nullable String noEffect) {
        int blank = line.indexOf(' ');
        Key key = new Key(blank < 0 ? line : line.substring(0, blank));
        Known known;
        if (line.startsWith(" -> ", key.text().length())) {
            known = new Known(key, null, noEffect, new Key(line.substring(blank + " -> ".length())));
        } else {
            known = new Known(key, blank < 0 ? null : line.substring(blank + " = ".length()), noEffect, null);
        }
        if (known.pattern().text().indexOf('$') >= 0) {
            patterns.add(known);
        } else {
            exact.put(known.pattern().text(), known);
        }
    }

    List<Known> all() {
        List<Known> all = new ArrayList<>(exact.values());
        all.addAll(patterns);
        return all;
    }

    /** What is known of this key; null if nothing is. */
    @Nullable
    Known find(Key key) {
        Known known = exact.get(key.text());
        if (known != null) {
            return known;
        }
        List<String> words = key.words();
        for (Known candidate : patterns) {
            if (matches(candidate.pattern().words(), words)) {
                return candidate;
            }
        }
        return null;
    }

    private static boolean matches(List<String> pattern, List<String> words) {
        if (pattern.size() != words.size()) {
            return false;
        }
        for (int i = 0; i < words.size(); i++) {
            if (!isWildcard(pattern.get(i)) && !pattern.get(i).equals(words.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The known key that takes the fewest edits, the first of several; a wildcard takes the key's own word for nothing. */
    String nearest(Key key) {
        List<String> words = key.words();
        String nearest = "";
        int fewest = Integer.MAX_VALUE;
        for (Known known : all()) {
            String candidate = filledIn(known.pattern(), words);
            int edits = EditDistance.between(key.text(), candidate, fewest);
            if (edits < fewest) {
                fewest = edits;
                nearest = candidate;
            }
        }
        return nearest;
    }

    private static String filledIn(Key pattern, List<String> words) {
        List<String> filled = pattern.words();
        if (filled.size() != words.size()) {
            return pattern.text();
        }
        for (int i = 0; i < filled.size(); i++) {
            if (isWildcard(filled.get(i))) {
                filled.set(i, words.get(i).replace(".", "\\."));
            }
        }
        return String.join(".", filled);
    }

    private static boolean isWildcard(String word) {
        return word.startsWith("$");
    }
}
