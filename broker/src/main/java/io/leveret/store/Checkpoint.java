// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import com.carrotsearch.hppc.LongLongHashMap;
import com.carrotsearch.hppc.cursors.LongLongCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What recovery begins with: all durable queues and their pages, as they were when the segments before the first to be
 * replayed were retired. Kept twice, since nothing else says which page files count. Little-endian, after the file
 * header:
 *
 * <pre>
 * int page files, each:   long number, long bytes
 * int queues, each:       long id, long highest sequence, byte damaged; if so: string file, long offset, string what
 *                         int pages, each: long file, long offset, int length, long first sequence, int span,
 *                                          int messages, int live, int weight, int weighed messages,
 *                                          words gone, runs marks, notes
 * int                     CRC32C of all this
 *
 * words:  int count, longs                                (bit i: sequence first + i is gone, or not durable)
 * runs:   int count, each: int length, byte mark          (of the span, from the front; what is left is 0)
 * notes:  int count, each: long sequence, long note
 * string: int bytes, UTF-8
 * </pre>
 */
final class Checkpoint {
    static final String NAME = "checkpoint";
    static final String COPY = "checkpoint.copy";
    private static final String FRESH = "checkpoint.new";

    private Checkpoint() {}

    /** What the header says. */
    record Origin(long number, long firstSegment) {}

    // Writing.

    /** With the catalogue's monitor held. */
    static ByteWriter encode(Catalogue catalogue, long number, long firstSegment) {
        ByteWriter to = new ByteWriter(4 * 1024);
        to.skip(FileHeader.BYTES);
        List<PageFile> files = catalogue.pageFiles();
        files.removeIf(file -> file.blocks().isEmpty());
        to.write(files.size());
        for (PageFile file : files) {
            to.write(file.number);
            to.write(file.bytes());
        }
        List<QueueIndex> queues = catalogue.queues();
        queues.removeIf(queue -> !queue.durable);
        to.write(queues.size());
        for (QueueIndex queue : queues) {
            encode(queue, to);
        }
        CRC32C crc = new CRC32C();
        to.write(RecordFormat.checksum(crc, to.bytes(), FileHeader.BYTES, to.length() - FileHeader.BYTES));
        new FileHeader(number, 0, firstSegment, to.length() - FileHeader.BYTES)
                .encode(FileHeader.Kind.CHECKPOINT, to.bytes(), 0);
        return to;
    }

    private static void encode(QueueIndex queue, ByteWriter to) {
        to.write(queue.id);
        to.write(queue.last);
        Damage damage = queue.damage;
        to.write((byte) (damage == null ? 0 : 1));
        if (damage != null) {
            to.write(damage.file());
            to.write(damage.offset());
            to.write(damage.what());
        }
        List<Page> pages = new ArrayList<>();
        for (int i = 0; i < queue.size(); i++) {
            if (queue.at(i) instanceof Page page && page.lasting() > 0) {
                pages.add(page);
            }
        }
        to.write(pages.size());
        for (Page page : pages) {
            encode(page, to);
        }
    }

    private static void encode(Page page, ByteWriter to) {
        to.write(page.container.number);
        to.write(page.offset);
        to.write(page.length);
        to.write(page.first);
        to.write(page.span);
        to.write(page.messages);
        to.write(page.lasting());
        to.write(page.weight);
        to.write(page.weighedMessages);
        encodeGone(page, to);
        encodeMarks(page.marks, to);
        encodeNotes(page.notes, to);
    }

    private static void encodeGone(Page page, ByteWriter to) {
        int words = page.gone == null && page.fleeting == null ? 0 : (page.span + 63) >> 6;
        to.write(words);
        for (int i = 0; i < words; i++) {
            to.write(word(page.gone, i) | word(page.fleeting, i));
        }
    }

    private static long word(long @Nullable [] words, int index) {
        return words == null || index >= words.length ? 0 : words[index];
    }

    private static void encodeMarks(byte @Nullable [] marks, ByteWriter to) {
        if (marks == null) {
            to.write(0);
            return;
        }
        int runs = 0;
        for (int i = 0; i < marks.length; i++) {
            if (i == 0 || marks[i] != marks[i - 1]) {
                runs++;
            }
        }
        to.write(runs);
        int start = 0;
        for (int i = 1; i <= marks.length; i++) {
            if (i == marks.length || marks[i] != marks[start]) {
                to.write(i - start);
                to.write(marks[start]);
                start = i;
            }
        }
    }

    private static void encodeNotes(@Nullable LongLongHashMap notes, ByteWriter to) {
        to.write(notes == null ? 0 : notes.size());
        if (notes != null) {
            for (LongLongCursor note : notes) {
                to.write(note.key);
                to.write(note.value);
            }
        }
    }

    /** Puts it in the place of the one before, and the copy too; both survive a crash when this returns. */
    static void write(Disk disk, ByteWriter checkpoint) throws IOException {
        for (String name : List.of(NAME, COPY)) {
            try (DiskFile file = disk.open(FRESH)) {
                file.truncate(0);
                file.write(checkpoint.bytes(), 0, checkpoint.length(), 0);
                file.force();
            }
            disk.rename(FRESH, name);
            disk.forceDirectory("");
        }
    }

    // Reading.

    /** Fills an empty catalogue from the checkpoint, or from its copy; null when there was none yet. */
    static @Nullable Origin read(Disk disk, Catalogue catalogue) throws IOException {
        byte[] bytes = load(disk, NAME);
        if (bytes == null) {
            bytes = load(disk, COPY);
        }
        if (bytes == null) {
            if (disk.exists(NAME) || disk.exists(COPY)) {
                refuseOther(disk, NAME);
                refuseOther(disk, COPY);
                throw new DataFormatException(NAME + " and " + COPY
                        + " are both damaged: nothing else says which files count; restore a backup");
            }
            return null;
        }
        FileHeader header = FileHeader.decode(FileHeader.Kind.CHECKPOINT, NAME, bytes, 0);
        decode(new ByteReader(bytes, FileHeader.BYTES), catalogue);
        return new Origin(header.number(), header.a());
    }

    private static void refuseOther(Disk disk, String name) throws IOException {
        if (disk.exists(name)) {
            try (DiskFile file = disk.open(name)) {
                byte[] header = new byte[FileHeader.BYTES];
                file.read(header, 0, header.length, 0);
                FileHeader.refuseOther(FileHeader.Kind.CHECKPOINT, name, header, 0);
            }
        }
    }

    private static byte @Nullable [] load(Disk disk, String name) throws IOException {
        if (!disk.exists(name)) {
            return null;
        }
        try (DiskFile file = disk.open(name)) {
            int size = (int) file.size();
            byte[] bytes = new byte[size];
            if (size < FileHeader.BYTES
                    || file.read(bytes, 0, size, 0) < size
                    || !FileHeader.isSound(FileHeader.Kind.CHECKPOINT, bytes, 0)) {
                return null;
            }
            FileHeader header = FileHeader.decode(FileHeader.Kind.CHECKPOINT, name, bytes, 0);
            int body = size - FileHeader.BYTES - 4;
            CRC32C crc = new CRC32C();
            return header.b() == body + 4
                            && RecordFormat.intAt(bytes, size - 4)
                                    == RecordFormat.checksum(crc, bytes, FileHeader.BYTES, body)
                    ? bytes
                    : null;
        }
    }

    private static void decode(ByteReader from, Catalogue catalogue) throws IOException {
        for (int files = from.readInt(); files > 0; files--) {
            long number = from.readLong();
            PageFile file = new PageFile(number);
            file.bytes(from.readLong());
            catalogue.add(file);
        }
        for (int queues = from.readInt(); queues > 0; queues--) {
            decodeQueue(from, catalogue);
        }
    }

    private static void decodeQueue(ByteReader from, Catalogue catalogue) throws IOException {
        QueueIndex queue = catalogue.create(from.readLong(), true);
        queue.last = from.readLong();
        if (from.readByte() != 0) {
            queue.damage = new Damage(queue.id, from.readString(), from.readLong(), from.readString());
        }
        for (int pages = from.readInt(); pages > 0; pages--) {
            long number = from.readLong();
            PageFile file = catalogue.pageFile(number);
            if (file == null) {
                throw new DataFormatException(NAME + " names page file " + number + " and does not list it");
            }
            Page page = decodePage(from, queue, file);
            file.add(page);
            queue.add(page);
            queue.enqueued = page.last();
            queue.messages += page.live;
        }
    }

    private static Page decodePage(ByteReader from, QueueIndex queue, PageFile file) {
        long offset = from.readLong();
        int length = from.readInt();
        long first = from.readLong();
        int span = from.readInt();
        Page page = new Page(queue, file, first, span, from.readInt(), offset, length);
        page.live = from.readInt();
        page.weight = from.readInt();
        page.weighedMessages = from.readInt();
        int words = from.readInt();
        if (words > 0) {
            page.gone = new long[words];
            for (int i = 0; i < words; i++) {
                page.gone[i] = from.readLong();
            }
        }
        int runs = from.readInt();
        if (runs > 0) {
            page.marks = new byte[span];
            for (int at = 0; runs > 0; runs--) {
                int count = from.readInt();
                byte mark = from.readByte();
                java.util.Arrays.fill(page.marks, at, at + count, mark);
                at += count;
            }
        }
        for (int notes = from.readInt(); notes > 0; notes--) {
            page.note(from.readLong(), from.readLong());
        }
        return page;
    }
}
