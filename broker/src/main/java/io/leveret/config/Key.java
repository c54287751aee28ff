// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key of rabbitmq.conf: words of letters, digits, {@code _} and {@code -}, joined by dots. A dot inside a word is
 * written {@code \.}. In the pattern of a known key a word that begins with {@code $} stands for any word.
 */
record Key(String text) {

    /** The key that is all of this text, or null. */
    static @Nullable Key parse(String text) {
        return end(text, 0) == text.length() && !text.isEmpty() ? new Key(text) : null;
    }

    /** Where the key that starts here ends; the start itself if there is none. */
    static int end(String text, int start) {
        int end = start;
        boolean inWord = false;
        for (int at = start; at < text.length(); at++) {
            char c = text.charAt(at);
            if (isWordPart(c)) {
                inWord = true;
            } else if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '.') {
                at++;
                inWord = true;
            } else if (c == '.' && inWord) {
                inWord = false;
                continue;
            } else {
                break;
            }
            end = at + 1;
        }
        return end;
    }

    private static boolean isWordPart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }

    /** The words, without what escapes their dots. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '.') {
                words.add(word.toString());
                word.setLength(0);
            } else if (c == '\\' && at + 1 < text.length()) {
                word.append(text.charAt(++at));
            } else {
                word.append(c);
            }
        }
        words.add(word.toString());
        return words;
    }

    /** Whether its value is nobody's business: passwords, tokens, private keys. */
    boolean isSecret() {
        String last = text.substring(text.lastIndexOf('.') + 1);
        return last.endsWith("pass")
                || last.endsWith("password")
                || last.contains("secret")
                || last.endsWith("token")
                || text.contains(".key.");
    }

    @Override
    public String toString() {
        return text;
    }
}
