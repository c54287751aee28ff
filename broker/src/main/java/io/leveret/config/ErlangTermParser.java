// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;

/** Reads one {@link ErlangTerm}: tuples, lists, atoms, strings; {@code %} begins a comment, a full stop may end it all. */
final class ErlangTermParser {
    private static final int DEPTH_MAX = 64;

    private final String text;
    private int at;

    private ErlangTermParser(String text) {
        this.text = text;
    }

    /**
     * @throws ParseException with what was expected and where, in characters from 0
     */
    static ErlangTerm parse(String text) throws ParseException {
        ErlangTermParser parser = new ErlangTermParser(text);
        ErlangTerm term = parser.term(0);
        if (parser.next() == '.') {
            parser.at++;
        }
        if (parser.next() != 0) {
            throw parser.expected("the end");
        }
        return term;
    }

    private ErlangTerm term(int depth) throws ParseException {
        if (depth > DEPTH_MAX) {
            throw expected("at most " + DEPTH_MAX + " levels");
        }
        char c = next();
        if (c == '{') {
            return new ErlangTerm.Tuple(elements('}', depth));
        }
        if (c == '[') {
            return new ErlangTerm.Sequence(elements(']', depth));
        }
        if (c == '"') {
            return new ErlangTerm.Text(strings());
        }
        if (c == '\'') {
            return new ErlangTerm.Atom(quoted('\''));
        }
        if (text.startsWith("<<\"", at)) {
            at += 2;
            ErlangTerm.Text binary = new ErlangTerm.Text(strings());
            if (next() == '/' && text.startsWith("/utf8", at)) {
                at += "/utf8".length();
            }
            if (next() != '>' || !text.startsWith(">>", at)) {
                throw expected(">>");
            }
            at += 2;
            return binary;
        }
        if (c >= 'a' && c <= 'z') {
            int start = at;
            while (at < text.length() && isAtomPart(text.charAt(at))) {
                at++;
            }
            return new ErlangTerm.Atom(text.substring(start, at));
        }
        throw expected("{, [, an atom or a string");
    }

    private List<ErlangTerm> elements(char end, int depth) throws ParseException {
        at++;
        List<ErlangTerm> elements = new ArrayList<>();
        if (next() == end) {
            at++;
            return elements;
        }
        while (true) {
            elements.add(term(depth + 1));
            char c = next();
            if (c != end && c != ',') {
                throw expected("',' or '" + end + "'");
            }
            at++;
            if (c == end) {
                return elements;
            }
        }
    }

    /** Strings that follow each other are one. */
    private String strings() throws ParseException {
        StringBuilder all = new StringBuilder();
        while (next() == '"') {
            all.append(quoted('"'));
        }
        return all.toString();
    }

    private String quoted(char quote) throws ParseException {
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            if (c != '\\') {
                value.append(c);
                continue;
            }
            if (at == text.length()) {
                break;
            }
            char escaped = text.charAt(at++);
            value.append(
                    switch (escaped) {
                        case 'n' -> '\n';
                        case 't' -> '\t';
                        case 'r' -> '\r';
                        case 's' -> ' ';
                        default -> escaped;
                    });
        }
        if (at == text.length()) {
            throw expected("the closing " + quote);
        }
        at++;
        return value.toString();
    }

    private static boolean isAtomPart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '@';
    }

    /** The next character that counts, which stays; 0 at the end. */
    private char next() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '%') {
                while (at < text.length() && text.charAt(at) != '\n') {
                    at++;
                }
            } else if (!Character.isWhitespace(c)) {
                return c;
            } else {
                at++;
            }
        }
        return 0;
    }

    private ParseException expected(String what) {
        String found = at >= text.length() ? "the end" : "'" + text.charAt(at) + "'";
        return new ParseException("expected " + what + " at character " + at + ", found " + found, at);
    }
}
