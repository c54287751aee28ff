// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The directory with all of a node's files, held by one node at a time. Opening creates it where it is missing and
 * locks {@value #LOCK_FILE} in it, which names the process that holds it; the system takes the lock back when the
 * process ends, however it ends. Opened and closed by the starting thread.
 */
public final class DataDirectory implements AutoCloseable {
    private static final String LOCK_FILE = "leveret.lock";

    // Beyond the pid, so that others can read it where locks are mandatory (Windows).
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    // Closing any channel on a file drops the process's locks on it (POSIX), so a second node in this process must be
    // turned away before it opens the lock file.
    private static final Set<Path> HELD_BY_THIS_PROCESS = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lockFile;

    private DataDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Creates the directory if need be, and locks it.
     *
     * @throws UnusableException if it cannot be created or written, or is held by another node
     */
    public static DataDirectory open(Path path) throws UnusableException {
        Path directory = create(path);
        if (!HELD_BY_THIS_PROCESS.add(directory)) {
            throw heldBy(directory, Long.toString(ProcessHandle.current().pid()));
        }
        try {
            return new DataDirectory(directory, lock(directory));
        } catch (UnusableException e) {
            HELD_BY_THIS_PROCESS.remove(directory);
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    /** Lets the next node have it. */
    @Override
    public void close() {
        try (lockFile) {
            lockFile.truncate(0);
        } catch (IOException e) {
            // The lock is gone with the channel, whatever became of the pid in it.
        } finally {
            HELD_BY_THIS_PROCESS.remove(path);
        }
    }

    private static Path create(Path path) throws UnusableException {
        try {
            if (!Files.isDirectory(path)) {
                Path parent = path.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(path, ownerOnly(path));
            }
            return path.toRealPath();
        } catch (FileAlreadyExistsException e) {
            String where = e.getFile();
            throw where == null || Path.of(where).equals(path)
                    ? new UnusableException("data directory " + path + " is a file")
                    : new UnusableException("data directory " + path + " cannot be created: " + where + " is a file");
        } catch (IOException e) {
            throw new UnusableException("data directory " + path + " cannot be created: " + reason(e));
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private static FileChannel lock(Path directory) throws UnusableException {
        Path file = directory.resolve(LOCK_FILE);
        FileChannel channel = null;
        boolean locked = false;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                throw heldBy(directory, pidIn(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            locked = true;
            return channel;
        } catch (IOException e) {
            throw new UnusableException("data directory " + directory + " cannot be written: " + reason(e));
        } finally {
            if (!locked && channel != null) {
                closeQuietly(channel);
            }
        }
    }

    private static UnusableException heldBy(Path directory, @Nullable String pid) {
        return new UnusableException(
                "data directory " + directory + " is held by another node" + (pid == null ? "" : " (pid " + pid + ")"));
    }

    private static @Nullable String pidIn(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        channel.read(pid, 0);
        String text = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII).strip();
        return text.isEmpty() ? null : text;
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written through it.
        }
    }

    /** Why a directory cannot hold a node's data, in one line. */
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1;

        public UnusableException(String message) {
            super(message);
        }
    }
}
