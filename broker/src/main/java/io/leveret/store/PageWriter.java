// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Writes pages into new page files, one after the other. Owned by the housekeeper. */
final class PageWriter {
    private final Disk disk;
    private final StoreOptions options;
    private final CRC32C crc = new CRC32C();
    private final PageFormat.Builder builder = new PageFormat.Builder();
    private final List<PageFile> files = new ArrayList<>();
    private final LongSupplier numbers;
    private @Nullable PageFile file;
    private long position;

    PageWriter(Disk disk, StoreOptions options, LongSupplier numbers) {
        this.disk = disk;
        this.options = options;
        this.numbers = numbers;
    }

    /** Adds a message of a queue, above all before; a page that is full goes to the file first. */
    void add(QueueIndex queue, long sequence, byte[] bytes, int offset, int length, List<Page> written)
            throws IOException {
        if (!builder.takes(sequence, length, options)) {
            endPage(queue, written);
        }
        builder.add(sequence, bytes, offset, length);
    }

    /** What was added since the last page is a page. */
    void endPage(QueueIndex queue, List<Page> written) throws IOException {
        if (builder.isEmpty()) {
            return;
        }
        PageFile to = file;
        if (to == null || position >= options.pageFileBytes()) {
            to = begin();
        }
        int length = builder.complete(queue.id, to.number, crc);
        to.file.write(builder.bytes(), 0, length, position);
        Page page = new Page(queue, to, builder.first(), builder.span(), builder.count(), position, length);
        page.absent(builder.absent());
        written.add(page);
        position += length;
        to.bytes(position);
        builder.clear(options);
    }

    private PageFile begin() throws IOException {
        PageFile begun = PageFile.create(disk, numbers.getAsLong());
        begun.busy(true);
        file = begun;
        files.add(begun);
        byte[] header = new byte[FileHeader.BYTES];
        new FileHeader(begun.number, 0, 0).encode(FileHeader.Kind.PAGES, header, 0);
        begun.file.truncate(0);
        begun.file.write(header, 0, header.length, 0);
        position = header.length;
        return begun;
    }

    /** The files written; they survive a crash when this returns. */
    void force() throws IOException {
        if (!files.isEmpty()) {
            for (PageFile each : files) {
                each.file.force();
            }
            disk.forceDirectory(PageFile.DIRECTORY);
        }
    }

    List<PageFile> files() {
        return files;
    }

    /** Gives up what was written. */
    void discard() {
        for (PageFile each : files) {
            try {
                each.file.close();
                disk.delete(each.name);
            } catch (IOException e) {
                // recovery deletes what no checkpoint names
            }
        }
    }
}
