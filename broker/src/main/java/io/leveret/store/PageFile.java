// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** A file of pages, written once, from front to back. Guarded by the {@link Catalogue}. */
final class PageFile extends Container {
    static final String DIRECTORY = "pages";
    static final String SUFFIX = ".pages";

    private long bytes;
    private long liveBytes;
    /** Its pages are on their way to another file, or it is being written: being empty means nothing. */
    private boolean busy;
    /** One of its pages is not what was written: stays as it is. */
    private boolean damaged;

    PageFile(long number, String name, DiskFile file) {
        super(number, name, file);
    }

    /** The file of this number, a new one if there is none. */
    static PageFile create(Disk disk, long number) throws IOException {
        return new PageFile(number, nameOf(number), disk.open(nameOf(number)));
    }

    /** The file of this number; if it is missing, reading it fails. */
    static PageFile open(Disk disk, long number) throws IOException {
        String name = nameOf(number);
        return new PageFile(number, name, disk.exists(name) ? disk.open(name) : new MissingFile(name));
    }

    private static String nameOf(long number) {
        return DIRECTORY + "/" + number + SUFFIX;
    }

    boolean isMissing() {
        return file instanceof MissingFile;
    }

    @Override
    void add(Block block) {
        super.add(block);
        liveBytes += ((Page) block).bytesOf(block.live);
    }

    @Override
    void remove(Block block) {
        super.remove(block);
        liveBytes -= ((Page) block).bytesOf(block.live);
    }

    @Override
    void settled(Block block, int messages) {
        Page page = (Page) block;
        liveBytes -= page.bytesOf(page.live + messages) - page.bytesOf(page.live);
    }

    /** Size of the file. */
    long bytes() {
        return bytes;
    }

    void bytes(long size) {
        bytes = size;
    }

    /** About how much of it is needed. */
    long liveBytes() {
        return liveBytes;
    }

    boolean isDamaged() {
        return damaged;
    }

    void damaged() {
        damaged = true;
    }

    boolean busy() {
        return busy;
    }

    void busy(boolean now) {
        busy = now;
    }

    /** Stands for a file that is not there. */
    private record MissingFile(String name) implements DiskFile {
        @Override
        public void write(byte[] bytes, int offset, int length, long position) throws IOException {
            throw missing();
        }

        @Override
        public int read(byte[] bytes, int offset, int length, long position) throws IOException {
            throw missing();
        }

        @Override
        public void force() throws IOException {
            throw missing();
        }

        @Override
        public void truncate(long size) throws IOException {
            throw missing();
        }

        @Override
        public long size() {
            return 0;
        }

        @Override
        public void close() {}

        private IOException missing() {
            return new NoSuchFileException(name);
        }
    }
}
