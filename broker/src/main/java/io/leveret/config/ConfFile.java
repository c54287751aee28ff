// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file in rabbitmq.conf's syntax, read as Cuttlefish reads it: {@code key = value} lines, {@code #} begins a comment
 * anywhere outside quotes, {@code '…'} quotes a value and {@code '''…'''} one of several lines, {@code include PATTERN}
 * reads other files in its place, and {@code $(<FILE)} stands for a file's content.
 */
final class ConfFile {
    private static final int INCLUDE_DEPTH_MAX = 16;

    private final Path file;
    private final int depth;
    private final String text;
    private final List<Setting> settings = new ArrayList<>();
    private int at;
    private int line = 1;

    private ConfFile(Path file, int depth) throws ConfigurationException {
        this.file = file;
        this.depth = depth;
        this.text = content(file);
    }

    /** What the file says, in its order. */
    static List<Setting> read(Path file) throws ConfigurationException {
        return read(file, 0);
    }

    private static List<Setting> read(Path file, int depth) throws ConfigurationException {
        return new ConfFile(file, depth).settings();
    }

    private List<Setting> settings() throws ConfigurationException {
        skipBlanks();
        while (at < text.length()) {
            if (!atLineEnd()) {
                line();
            }
            endLine();
            skipBlanks();
        }
        return settings;
    }

    private void line() throws ConfigurationException {
        int start = at;
        int firstLine = line;
        at = Key.end(text, start);
        String key = text.substring(start, at);
        int keyEnd = at;
        skipBlanks();
        if (!key.isEmpty() && next('=')) {
            skipBlanks();
            String value = value();
            settings.add(new Setting(new Key(key), fileContent(value), Origin.line(file, firstLine)));
        } else if (key.equals("include") && at > keyEnd) {
            include(unquoted());
        } else {
            throw syntax("expected 'key = value'");
        }
        skipBlanks();
    }

    private String value() throws ConfigurationException {
        if (text.startsWith("'''", at)) {
            return quoted("'''");
        }
        if (text.startsWith("'", at)) {
            return quoted("'");
        }
        return unquoted();
    }

    private String quoted(String quote) throws ConfigurationException {
        int start = at + quote.length();
        int end = text.indexOf(quote, start);
        if (end < 0) {
            throw syntax("the value's closing " + quote + " is missing");
        }
        line += (int) text.substring(at, end).chars().filter(c -> c == '\n').count();
        at = end + quote.length();
        String value = text.substring(start, end);
        return quote.length() == 1 ? value : value.replaceAll("\\A[\r\n]+|[\r\n]+\\z", "");
    }

    private String unquoted() throws ConfigurationException {
        int start = at;
        int end = at;
        while (!atLineEnd()) {
            if (!isBlank(text.charAt(at))) {
                end = at + 1;
            }
            at++;
        }
        if (end == start) {
            throw syntax("a value is missing; an empty one is written ''");
        }
        return text.substring(start, end);
    }

    private void include(String pattern) throws ConfigurationException {
        if (depth == INCLUDE_DEPTH_MAX) {
            throw syntax("more than " + INCLUDE_DEPTH_MAX + " files include each other");
        }
        for (Path included : FilePattern.files(directory().resolve(pattern))) {
            settings.addAll(read(included, depth + 1));
        }
    }

    private String fileContent(String value) throws ConfigurationException {
        if (!value.startsWith("$(<") || !value.endsWith(")")) {
            return value;
        }
        String content = content(
                directory().resolve(value.substring(3, value.length() - 1).strip()));
        return content.endsWith("\n") || content.endsWith("\r") ? content.substring(0, content.length() - 1) : content;
    }

    private Path directory() {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    private static String content(Path file) throws ConfigurationException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(file + " does not exist");
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(file + " is not UTF-8");
        } catch (IOException e) {
            throw new ConfigurationException(file + " cannot be read: " + e.getMessage());
        }
    }

    private boolean atLineEnd() {
        if (at == text.length()) {
            return true;
        }
        char c = text.charAt(at);
        return c == '\n' || c == '#' || (c == '\r' && (at + 1 == text.length() || text.charAt(at + 1) == '\n'));
    }

    private void endLine() throws ConfigurationException {
        if (!atLineEnd()) {
            throw syntax("unexpected text after the value");
        }
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end + 1;
        line++;
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private boolean next(char expected) {
        if (at < text.length() && text.charAt(at) == expected) {
            at++;
            return true;
        }
        return false;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private ConfigurationException syntax(String problem) {
        return new ConfigurationException(Origin.line(file, line) + ": " + problem);
    }
}
