// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.io.EOFException;
import java.io.IOException;
import java.util.function.IntPredicate;
import java.util.zip.CRC32C;

/** Reads the messages of blocks from their files and checks them. Each thread that reads has its own. */
final class BlockReader {
    /** Records are read together when what lies between them is not more than this. */
    private static final int GAP_BYTES = 8 * 1024;

    private static final int WINDOW_BYTES = 128 * 1024;
    private static final int LEAST_BYTES = 512;

    private final OpenPageFiles pageFiles;
    private final CRC32C crc = new CRC32C();

    /** Bytes of a segment, from here. */
    private byte[] window = new byte[WINDOW_BYTES];

    private long windowStart;
    private int windowBytes;

    BlockReader(Disk disk) {
        pageFiles = new OpenPageFiles(disk);
    }

    /** Takes what is read, in order. */
    interface Target {
        /** One message; the array is lent, unless it is a page's. */
        void message(int index, byte[] bytes, int offset, int length) throws IOException;

        /** What is wrong with a message, or with all that follow in this page. */
        void damaged(int index, Damage damage) throws IOException;
    }

    /** Reads a page from its file. */
    byte[] page(Extract extract) throws IOException {
        byte[] page = new byte[extract.length];
        read((PageFile) extract.container, page, extract.offset);
        return page;
    }

    /** The end of a page: its table and its footer. Its checksum is not looked at. */
    private byte[] table(Page page) throws IOException {
        byte[] table = new byte[PageFormat.tableBytes(page.messages)];
        read((PageFile) page.container, table, page.offset + page.length - table.length);
        return table;
    }

    /** Payload bytes of these messages of a page. */
    int weigh(Page page, IntPredicate messages) throws IOException {
        int count = page.messages;
        byte[] table = table(page);
        int sum = 0;
        for (int i = 0; i < count; i++) {
            int index = RecordFormat.intAt(table, 4 * i);
            if (index >= 0 && index < page.span && messages.test(index)) {
                sum += Math.max(0, RecordFormat.intAt(table, 4 * (count + i)));
            }
        }
        return sum;
    }

    private void read(PageFile file, byte[] bytes, long offset) throws IOException {
        if (pageFiles.of(file).read(bytes, 0, bytes.length, offset) < bytes.length) {
            throw new EOFException(file.name + " ends within a page");
        }
    }

    /** There is nothing to read for now: closes page files. */
    void rest() throws IOException {
        pageFiles.closeAll();
    }

    void read(Extract extract, Target target) throws IOException {
        if (extract.isPage()) {
            readPage(extract, page(extract), target);
        } else {
            readRun(extract, target);
        }
    }

    void readPage(Extract extract, byte[] page, Target target) throws IOException {
        String wrong = PageFormat.wrong(
                page, page.length, extract.queue, extract.first, extract.messages, extract.container.number, crc);
        if (!wrong.isEmpty()) {
            target.damaged(extract.start, new Damage(extract.queue, extract.container.name, extract.offset, wrong));
            return;
        }
        int count = extract.messages;
        int table = page.length - PageFormat.FOOTER_BYTES - 8 * count;
        int offset = 0;
        for (int i = 0; i < count; i++) {
            int index = RecordFormat.intAt(page, table + 4 * i);
            int length = RecordFormat.intAt(page, table + 4 * (count + i));
            if (extract.wants(index)) {
                target.message(index, page, offset, length);
            }
            offset += length;
        }
    }

    private void readRun(Extract extract, Target target) throws IOException {
        windowBytes = 0;
        for (int index = extract.start; index < extract.end; index++) {
            if (extract.wants(index)) {
                long position = extract.position(index);
                String wrong = load(extract, index, position);
                if (wrong.isEmpty()) {
                    int at = (int) (position - windowStart);
                    target.message(index, window, at + RecordFormat.headBytes(window, at), extract.length(index));
                } else {
                    target.damaged(index, new Damage(extract.queue, extract.container.name, position, wrong));
                }
            }
        }
        if (window.length > 4 * WINDOW_BYTES) {
            window = new byte[WINDOW_BYTES];
        }
    }

    /** Makes sure that the window holds this message's record; returns what is wrong with it, or empty. */
    private String load(Extract extract, int index, long position) throws IOException {
        int length = extract.length(index);
        int at = load(extract, index, position, RecordFormat.GROUP_BYTES + length);
        if (at >= 0) {
            at = load(extract, index, position, RecordFormat.headBytes(window, at) + length);
        }
        if (at < 0) {
            return "the file ends within the record";
        }
        if (!RecordFormat.headIsSound(window, at, crc, ((Segment) extract.container).salt)
                || RecordFormat.kind(window, at) != RecordFormat.ENQUEUE
                || RecordFormat.payloadLength(window, at) != length) {
            return "the record's head is not what was written";
        }
        return RecordFormat.payloadIsSound(window, at, crc) ? "" : "the message's checksum does not match";
    }

    /** Makes sure that the window holds these bytes; returns where they are in it, or -1. */
    private int load(Extract extract, int index, long position, int length) throws IOException {
        if (position < windowStart || position + length > windowStart + windowBytes) {
            int wanted = Math.max(Math.max(length, LEAST_BYTES), spanFrom(extract, index, position));
            if (window.length < wanted) {
                window = new byte[wanted];
            }
            windowStart = position;
            windowBytes = ((Segment) extract.container).file.read(window, 0, wanted, position);
            if (windowBytes < length) {
                return -1;
            }
        }
        return (int) (position - windowStart);
    }

    /** How far it pays to read on from here. */
    private static int spanFrom(Extract extract, int index, long position) {
        long end = position + RecordFormat.GROUP_BYTES + extract.length(index);
        for (int i = index + 1; i < extract.end; i++) {
            if (extract.wants(i)) {
                long next = extract.position(i) + RecordFormat.GROUP_BYTES + extract.length(i);
                if (extract.position(i) - end > GAP_BYTES || next - position > WINDOW_BYTES) {
                    break;
                }
                end = next;
            }
        }
        return (int) Math.min(end - position, WINDOW_BYTES);
    }
}
