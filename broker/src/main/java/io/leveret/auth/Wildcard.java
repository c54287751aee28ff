// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A pattern of an OAuth 2 scope: {@code *} stands for any text, the rest is percent-encoded. Immutable. */
final class Wildcard {
    private final List<String> parts;

    private Wildcard(List<String> parts) {
        this.parts = parts;
    }

    /**
     * @throws IllegalArgumentException if the encoding is broken
     */
    static Wildcard of(String pattern) {
        List<String> parts = new ArrayList<>();
        for (String part : pattern.split("\\*", -1)) {
            parts.add(URLDecoder.decode(part, StandardCharsets.UTF_8));
        }
        return new Wildcard(parts);
    }

    boolean matches(String text) {
        String first = parts.get(0);
        if (parts.size() == 1) {
            return text.equals(first);
        }
        String last = parts.get(parts.size() - 1);
        if (!text.startsWith(first) || !text.endsWith(last) || text.length() < first.length() + last.length()) {
            return false;
        }
        int at = first.length();
        int end = text.length() - last.length();
        for (String part : parts.subList(1, parts.size() - 1)) {
            int found = text.indexOf(part, at);
            if (found < 0 || found + part.length() > end) {
                return false;
            }
            at = found + part.length();
        }
        return true;
    }
}
