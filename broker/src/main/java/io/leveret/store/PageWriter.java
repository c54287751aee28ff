// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes pages into new page files, one after the other. Owned by the housekeeper. */
final class PageWriter {
    private static final Logger LOG = LoggerFactory.getLogger(PageWriter.class);

    /** Forcing much at once would delay the journal. */
    private static final long UNFORCED_BYTES_MAX = 8 << 20;

    private final Disk disk;
    private final StoreOptions options;
    private final CRC32C crc = new CRC32C();
    private final PageFormat.Builder builder = new PageFormat.Builder();
    private final List<PageFile> files = new ArrayList<>();
    private final LongSupplier numbers;
    private @Nullable PageFile file;
    private @Nullable DiskFile out;
    private long position;
    private long unforcedBytes;

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
        DiskFile target = out;
        if (to == null || target == null || position >= options.pageFileBytes()) {
            endFile();
            to = new PageFile(numbers.getAsLong());
            target = begin(to);
        }
        int length = builder.complete(queue.id, to.number, crc);
        target.write(builder.bytes(), 0, length, position);
        Page page = new Page(queue, to, builder.first(), builder.span(), builder.count(), position, length);
        page.absent(builder.absent());
        written.add(page);
        position += length;
        to.bytes(position);
        unforcedBytes += length;
        if (unforcedBytes > UNFORCED_BYTES_MAX) {
            target.force();
            unforcedBytes = 0;
        }
        builder.clear(options);
    }

    private DiskFile begin(PageFile begun) throws IOException {
        begun.busy(true);
        DiskFile target = disk.open(begun.name);
        file = begun;
        out = target;
        files.add(begun);
        byte[] header = new byte[FileHeader.BYTES];
        new FileHeader(begun.number, 0, 0, 0).encode(FileHeader.Kind.PAGES, header, 0);
        target.truncate(0);
        target.write(header, 0, header.length, 0);
        position = header.length;
        return target;
    }

    private void endFile() throws IOException {
        DiskFile done = out;
        if (done != null) {
            done.force();
            out = null;
            done.close();
            unforcedBytes = 0;
        }
    }

    /** The files written are complete, and survive a crash when this returns. */
    void force() throws IOException {
        endFile();
        if (!files.isEmpty()) {
            disk.forceDirectory(PageFile.DIRECTORY);
        }
    }

    List<PageFile> files() {
        return files;
    }

    /** Gives up what was written. */
    void discard() {
        try {
            if (out != null) {
                out.close();
            }
            for (PageFile each : files) {
                disk.delete(each.name);
            }
        } catch (IOException e) {
            LOG.debug("recovery deletes what no checkpoint names", e);
        }
    }
}
