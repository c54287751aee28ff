// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A path whose last name may have wildcards, as in {@code conf.d/*.conf}; a directory means its {@code *.conf}. */
final class FilePattern {
    private FilePattern() {}

    /** The regular files that match, sorted by name. */
    static List<Path> files(Path pattern) throws ConfigurationException {
        if (Files.isRegularFile(pattern)) {
            return List.of(pattern);
        }
        boolean directory = Files.isDirectory(pattern);
        Path in = directory ? pattern : parent(pattern);
        String names = directory ? "*.conf" : String.valueOf(pattern.getFileName());
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(in)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(in, names)) {
                for (Path file : found) {
                    if (Files.isRegularFile(file)) {
                        files.add(file);
                    }
                }
            } catch (IOException | DirectoryIteratorException e) {
                throw new ConfigurationException(in + " cannot be listed: " + e.getMessage());
            }
        }
        Collections.sort(files);
        return files;
    }

    private static Path parent(Path pattern) {
        Path parent = pattern.getParent();
        return parent == null ? Path.of("") : parent;
    }
}
