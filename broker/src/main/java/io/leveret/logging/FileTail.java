// SPDX-License-Identifier: Apache-2.0
package io.leveret.logging;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The end of a file. */
final class FileTail {
    /** Nobody reads more at a time. */
    private static final int BYTES_MAX = 1 << 20;

    private FileTail() {}

    static List<String> lines(Path file, int count) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long length = in.length();
            int bytes = (int) Math.min(length, BYTES_MAX);
            byte[] end = new byte[bytes];
            in.seek(length - bytes);
            in.readFully(end);
            List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
            int whole = bytes < length ? Math.min(1, lines.size()) : 0; // the first one may have begun before
            return lines.subList(Math.max(whole, lines.size() - count), lines.size());
        }
    }
}
