// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code node.json} in the data directory: where the node's operator on this machine reaches it, and with which secret.
 * Only the user who runs the node may read it. The wiring's thread writes and deletes it.
 */
final class NodeFile {
    private static final Logger LOG = LoggerFactory.getLogger(NodeFile.class);
    static final String NAME = "node.json";
    private static final int SECRET_BYTES = 32;

    private NodeFile() {}

    /** A fresh one. */
    static String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** @throws UncheckedIOException if it cannot be written */
    static void write(Path directory, String nodeName, String url, String secret) {
        JsonObject json = new JsonObject()
                .put("pid", ProcessHandle.current().pid())
                .put("node", nodeName)
                .put("url", url)
                .put("secret", secret);
        Path next = directory.resolve(NAME + ".next");
        try {
            Files.deleteIfExists(next);
            Files.createFile(next, ownerOnly(directory));
            Files.writeString(next, json.encodePrettily() + "\n");
            Files.move(
                    next, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path directory) throws IOException {
        return Files.getFileStore(directory).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    static void delete(Path directory) {
        try {
            Files.deleteIfExists(directory.resolve(NAME));
        } catch (IOException e) {
            LOG.warn("{} stays in {}: {}", NAME, directory, e.getMessage());
        }
    }
}
