// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

/**
 * One use of a journal file: files are used again, with a new number each time. What is written in it belongs to the
 * store writer, its blocks are guarded by the {@link Catalogue}.
 */
final class Segment extends Container {
    final DiskFile file;
    /** What tells this use of the file from all others, also from those that a crash made nobody remember. */
    final long salt;

    /** Up to where records may be written, bytes. */
    final long capacity;

    private volatile long bytes;

    Segment(long number, long salt, String name, DiskFile file, long capacity) {
        super(number, name);
        this.salt = salt;
        this.file = file;
        this.capacity = capacity;
    }

    /** Size of the file. */
    long bytes() {
        return bytes;
    }

    /** From the store writer. */
    void bytes(long size) {
        bytes = size;
    }

    @Override
    void settled(Block block, int messages) {}
}
