// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.NamePattern;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which names somebody wants to see: those that contain a text, or match an expression; capitals do not count. */
final class NameFilter {
    private static final int REGEX_LENGTH_MAX = 1024;
    private static final NameFilter ALL = new NameFilter(name -> true, true);

    private final Predicate<String> matches;
    private final boolean all;

    private NameFilter(Predicate<String> matches, boolean all) {
        this.matches = matches;
        this.all = all;
    }

    /**
     * @param text null or empty: all names
     * @throws Refusal if the expression is too long; one that is none matches nothing
     */
    static NameFilter of(@Nullable String text, boolean regex) {
        if (text == null || text.isEmpty()) {
            return ALL;
        }
        if (!regex) {
            String wanted = text.toLowerCase(Locale.ROOT);
            return new NameFilter(name -> name.toLowerCase(Locale.ROOT).contains(wanted), false);
        }
        if (text.length() > REGEX_LENGTH_MAX) {
            throw ListQuery.invalid("name filter regex is too long");
        }
        try {
            return new NameFilter(NamePattern.of("(?i)" + text)::matches, false);
        } catch (IllegalArgumentException e) {
            return new NameFilter(name -> false, false);
        }
    }

    boolean isAll() {
        return all;
    }

    boolean matches(@Nullable Object name) {
        return name instanceof String text && matches.test(text);
    }
}
