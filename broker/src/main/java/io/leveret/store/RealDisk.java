// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The data directory in the machine's file system. */
public final class RealDisk implements Disk {
    private final Path root;

    /** On an existing directory. */
    public RealDisk(Path root) {
        this.root = root;
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new RealFile(FileChannel.open(
                root.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return new RealFile(FileChannel.open(root.resolve(name), StandardOpenOption.READ));
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(root.resolve(name));
    }

    @Override
    public void makeDirectory(String name) throws IOException {
        Files.createDirectories(root.resolve(name));
    }

    @Override
    public List<String> list(String directory) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(directory))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(root.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                root.resolve(from),
                root.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void forceDirectory(String name) throws IOException {
        if (root.getFileSystem().getSeparator().equals("\\")) {
            return; // Windows cannot open a directory, and keeps names without being asked
        }
        try (FileChannel directory = FileChannel.open(root.resolve(name), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public long freeBytes() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    private static final class RealFile implements DiskFile {
        /** The JDK keeps a direct buffer as large as the largest transfer for each thread. */
        private static final int TRANSFER_BYTES_MAX = 256 * 1024;

        private final FileChannel channel;

        RealFile(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(byte[] bytes, int offset, int length, long position) throws IOException {
            int done = 0;
            while (done < length) {
                int part = Math.min(TRANSFER_BYTES_MAX, length - done);
                done += channel.write(ByteBuffer.wrap(bytes, offset + done, part), position + done);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length, long position) throws IOException {
            int done = 0;
            while (done < length) {
                int part = Math.min(TRANSFER_BYTES_MAX, length - done);
                int read = channel.read(ByteBuffer.wrap(bytes, offset + done, part), position + done);
                if (read < 0) {
                    break;
                }
                done += read;
            }
            return done;
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
