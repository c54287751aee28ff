// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.Definitions;
import io.leveret.broker.Import;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Definitions that a node imports when it starts: a file, or all {@code .json} files of a directory by name. */
public final class DefinitionsFiles {
    /** The global parameter that says what was imported last. */
    public static final String HASH = DefinitionsJson.INTERNAL + "_imported_definitions_hash";

    private final Map<Path, Buffer> contents = new LinkedHashMap<>();

    /** What is in them makes no sense; the message names the file. */
    public static final class BadDefinitionsException extends Exception {
        private static final long serialVersionUID = 1L;

        BadDefinitionsException(Path file, String why) {
            super("definitions in " + file + " cannot be imported: " + why);
        }
    }

    private DefinitionsFiles() {}

    /**
     * @throws BadDefinitionsException if one cannot be read
     */
    public static DefinitionsFiles read(Path path) throws BadDefinitionsException {
        DefinitionsFiles files = new DefinitionsFiles();
        try {
            for (Path file : files(path)) {
                files.contents.put(file, Buffer.buffer(Files.readAllBytes(file)));
            }
        } catch (NoSuchFileException e) {
            throw new BadDefinitionsException(path, "there is no such file");
        } catch (IOException e) {
            throw new BadDefinitionsException(path, String.valueOf(e.getMessage()));
        }
        return files;
    }

    private static List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    /** The same as long as the contents are. */
    public String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            contents.values().forEach(content -> digest.update(content.getBytes()));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK lacks SHA-256", e);
        }
    }

    /**
     * What they say, file by file.
     *
     * @throws BadDefinitionsException if that makes no sense
     */
    public List<Import> imports(Definitions definitions) throws BadDefinitionsException {
        List<Import> imports = new ArrayList<>();
        for (Map.Entry<Path, Buffer> file : contents.entrySet()) {
            try {
                imports.add(new ImportJson(definitions, DefinitionsResource.json(file.getValue()), null).read());
            } catch (Refusal e) {
                throw new BadDefinitionsException(file.getKey(), e.reason());
            }
        }
        return imports;
    }
}
