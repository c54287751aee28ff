// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts a regular expression as RabbitMQ's users write it (PCRE) into Java's terms, and has every group, alternative,
 * anchor and backreference look at a character of the text: all that could be done over and over without consuming
 * anything. So whoever counts the characters looked at counts the work. One use, by one thread.
 */
final class PatternSource {
    /** Always succeeds, consumes nothing, and looks at a character before or behind, if the text has any. */
    private static final String PROBE = "\\b?+";

    private static final Pattern QUANTIFIER = Pattern.compile("\\{[0-9]+(,[0-9]*)?\\}");
    private static final String ZERO_WIDTH_ESCAPES = "bBAzZG";
    private static final String WITH_BRACES = "xpPN";

    private static final Map<String, String> POSIX_CLASSES = Map.ofEntries(
            Map.entry("alpha", "Alpha"),
            Map.entry("digit", "Digit"),
            Map.entry("alnum", "Alnum"),
            Map.entry("upper", "Upper"),
            Map.entry("lower", "Lower"),
            Map.entry("punct", "Punct"),
            Map.entry("space", "Space"),
            Map.entry("blank", "Blank"),
            Map.entry("cntrl", "Cntrl"),
            Map.entry("graph", "Graph"),
            Map.entry("print", "Print"),
            Map.entry("xdigit", "XDigit"),
            Map.entry("ascii", "ASCII"));

    private final String in;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private PatternSource(String in) {
        this.in = in;
    }

    /**
     * @throws IllegalArgumentException if it has what cannot be said in Java's terms; other mistakes are left in
     */
    static String java(String pcre) {
        PatternSource source = new PatternSource(pcre);
        source.translate();
        return source.out.toString();
    }

    private void translate() {
        out.append(PROBE);
        while (at < in.length()) {
            char c = in.charAt(at);
            switch (c) {
                case '\\' -> escape();
                case '[' -> characterClass();
                case '(' -> group();
                case '{' -> brace();
                case '|' -> {
                    out.append('|').append(PROBE);
                    at++;
                }
                case '^', '$' -> {
                    out.append("(?:").append(PROBE).append(c).append(')');
                    at++;
                }
                default -> copy(1);
            }
        }
    }

    private void copy(int chars) {
        int end = Math.min(in.length(), at + chars);
        out.append(in, at, end);
        at = end;
    }

    /** Copies up to and with the next of these; all the rest where there is none. */
    private void copyThrough(String end) {
        int found = in.indexOf(end, at);
        copy(found < 0 ? in.length() : found + end.length() - at);
    }

    private void escape() {
        char c = at + 1 < in.length() ? in.charAt(at + 1) : '\\';
        if (c == 'Q') {
            copyThrough("\\E");
        } else if (c == 'E') {
            at += 2; // ends no quotation
        } else if (ZERO_WIDTH_ESCAPES.indexOf(c) >= 0) {
            out.append("(?:").append(PROBE);
            copy(2);
            out.append(')');
        } else if (c >= '1' && c <= '9') {
            out.append("(?:").append(PROBE);
            copy(2);
            while (at < in.length() && Character.isDigit(in.charAt(at))) {
                copy(1);
            }
            out.append(')');
        } else if (c == 'k') {
            out.append("(?:").append(PROBE);
            copyThrough(">");
            out.append(')');
        } else {
            escapedCharacter(c);
        }
    }

    private void escapedCharacter(char c) {
        copy(2);
        if (WITH_BRACES.indexOf(c) >= 0 && at < in.length() && in.charAt(at) == '{') {
            copyThrough("}");
        }
    }

    // ---- groups

    private void group() {
        if (in.startsWith("(?#", at)) {
            int end = in.indexOf(')', at);
            at = end < 0 ? in.length() : end + 1;
        } else if (in.startsWith("(?P<", at)) {
            at += 3;
            out.append("(?");
            copyThrough(">");
            out.append(PROBE);
        } else if (in.startsWith("(?P=", at)) {
            int end = in.indexOf(')', at);
            out.append("(?:").append(PROBE).append("\\k<").append(in, at + 4, end < 0 ? in.length() : end);
            out.append(">)");
            at = end < 0 ? in.length() : end + 1;
        } else if (in.startsWith("(?<=", at) || in.startsWith("(?<!", at)) {
            copy(4);
            out.append(PROBE);
        } else if (in.startsWith("(?<", at)) {
            copyThrough(">");
            out.append(PROBE);
        } else if (in.startsWith("(?", at)) {
            flags();
        } else {
            copy(1);
            out.append(PROBE);
        }
    }

    /** {@code (?:}, {@code (?=}, {@code (?!}, {@code (?>} and inline flags. */
    private void flags() {
        int end = at + 2;
        while (end < in.length() && (in.charAt(end) == '-' || Character.isLetter(in.charAt(end)))) {
            if ("ims-".indexOf(in.charAt(end)) < 0) {
                throw new IllegalArgumentException("unsupported (?" + in.charAt(end) + " at " + end);
            }
            end++;
        }
        copy(end + 1 - at);
        if (end < in.length() && in.charAt(end) != ')') {
            out.append(PROBE);
        }
    }

    /** The beginning of a quantifier, or a brace that stands for itself. */
    private void brace() {
        Matcher quantifier = QUANTIFIER.matcher(in).region(at, in.length());
        if (quantifier.lookingAt()) {
            copy(quantifier.end() - at);
        } else {
            out.append('\\');
            copy(1);
        }
    }

    // ---- character classes

    private void characterClass() {
        copy(1);
        if (at < in.length() && in.charAt(at) == '^') {
            copy(1);
        }
        if (at < in.length() && in.charAt(at) == ']') {
            out.append('\\');
            copy(1);
        }
        while (at < in.length() && in.charAt(at) != ']') {
            char c = in.charAt(at);
            if (c == '\\') {
                escapeInClass();
            } else if (c == '[' && !posixClass()) {
                out.append('\\');
                copy(1);
            } else if (c == '&' || c == '^') {
                out.append('\\');
                copy(1);
            } else if (c != '[') {
                copy(1);
            }
        }
        copy(1);
    }

    private void escapeInClass() {
        char c = at + 1 < in.length() ? in.charAt(at + 1) : '\\';
        if (c == 'Q') {
            copyThrough("\\E");
        } else if (c == 'b') {
            out.append("\\x08");
            at += 2;
        } else {
            escapedCharacter(c);
        }
    }

    private boolean posixClass() {
        int end = in.indexOf(":]", at);
        if (!in.startsWith("[:", at) || end < 0) {
            return false;
        }
        boolean negated = in.charAt(at + 2) == '^';
        String name = in.substring(at + (negated ? 3 : 2), end);
        String java = POSIX_CLASSES.get(name);
        if (name.equals("word")) {
            out.append(negated ? "\\W" : "\\w");
        } else if (java != null) {
            out.append(negated ? "\\P{" : "\\p{").append(java).append('}');
        } else {
            return false;
        }
        at = end + 2;
        return true;
    }
}
