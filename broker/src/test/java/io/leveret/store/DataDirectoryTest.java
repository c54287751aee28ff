// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    private Path tmp;

    @Test
    void createsWhatIsMissing() throws Exception {
        Path path = tmp.resolve("deep/er");
        try (DataDirectory data = DataDirectory.open(path)) {
            assertThat(data.path()).isEqualTo(path.toRealPath()).isDirectory();
            assertThat(path.resolve("leveret.lock"))
                    .content()
                    .isEqualTo(ProcessHandle.current().pid() + "\n");
        }
    }

    @Test
    void isForTheOwnerOnly() throws Exception {
        assumeTrue(tmp.getFileSystem().supportedFileAttributeViews().contains("posix"));
        try (DataDirectory data = DataDirectory.open(tmp.resolve("new"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.path())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void isHeldByOneNodeAtATime() throws Exception {
        try (DataDirectory first = DataDirectory.open(tmp)) {
            String held = "data directory " + first.path() + " is held by another node (pid "
                    + ProcessHandle.current().pid() + ")";
            unusable(tmp, held);
            unusable(tmp.resolve("../" + tmp.getFileName()), held);
        }
        DataDirectory.open(tmp).close();
    }

    @Test
    void outlivesAFailedSecondNode() throws Exception {
        try (DataDirectory first = DataDirectory.open(tmp)) {
            assertThatThrownBy(() -> DataDirectory.open(first.path()));
            assertThat(lockedFromOutside(first.path())).isTrue();
        }
        assertThat(lockedFromOutside(tmp)).isFalse();
    }

    @Test
    void takesOverFromANodeThatDied() throws Exception {
        Files.writeString(tmp.resolve("leveret.lock"), "4294967296\n");
        try (DataDirectory data = DataDirectory.open(tmp)) {
            assertThat(data.path().resolve("leveret.lock"))
                    .content()
                    .isEqualTo(ProcessHandle.current().pid() + "\n");
        }
    }

    @Test
    void refusesAFile() throws Exception {
        Path file = Files.createFile(tmp.resolve("file"));
        unusable(file, "data directory " + file + " is a file");
        unusable(
                file.resolve("data"),
                "data directory " + file.resolve("data") + " cannot be created: " + file + " is a file");
    }

    @Test
    void refusesWhatItCannotWrite() throws Exception {
        Files.createDirectory(tmp.resolve("leveret.lock"));
        unusable(tmp, "data directory " + tmp.toRealPath() + " cannot be written: Is a directory");
    }

    @Test
    void refusesAReadOnlyDirectory() throws Exception {
        Path readOnly = Files.createDirectory(
                tmp.resolve("read-only"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
        assumeFalse(Files.isWritable(readOnly), "permissions do not stop this user");
        unusable(readOnly, "data directory " + readOnly.toRealPath() + " cannot be written: permission denied");
        unusable(
                readOnly.resolve("data"),
                "data directory " + readOnly.resolve("data") + " cannot be created: permission denied");
    }

    private static void unusable(Path path, String message) {
        assertThatThrownBy(() -> DataDirectory.open(path))
                .isInstanceOf(DataDirectory.UnusableException.class)
                .hasMessage(message);
    }

    /** Asks another process, as a process never sees its own locks. */
    private static boolean lockedFromOutside(Path directory) throws IOException, InterruptedException {
        Process other = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opener.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(other.getInputStream().readAllBytes());
        other.waitFor();
        assertThat(said).isIn("opened", "held");
        return said.equals("held");
    }

    static final class Opener {
        private Opener() {}

        public static void main(String[] args) {
            try (DataDirectory data = DataDirectory.open(Path.of(args[0]))) {
                System.out.print(data.path() != null ? "opened" : "");
            } catch (DataDirectory.UnusableException e) {
                System.out.print(e.getMessage().contains("is held by another node") ? "held" : e.getMessage());
            }
        }
    }
}
