// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

/**
 * One use of a journal file: files are used again, with a new number each time. What is written in it belongs to the
 * store writer, its blocks are guarded by the {@link Catalogue}.
 */
final class Segment extends Container {
    /** Up to where records may be written, bytes. */
    final long capacity;

    Segment(long number, String name, DiskFile file, long capacity) {
        super(number, name, file);
        this.capacity = capacity;
    }

    @Override
    void settled(Block block, int messages) {}
}
