// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

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

    PageFile(long number) {
        super(number, DIRECTORY + "/" + number + SUFFIX);
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
}
