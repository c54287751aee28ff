// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.io.IOException;
import java.util.zip.CRC32C;

/** Goes through the records of one segment, from the front, and finds its way past damage. Used by recovery. */
final class RecordReader {
    private static final int WINDOW_BYTES = 1 << 20;
    /** A head with more targets is not tried for a repair: it would take too long. */
    private static final int REPAIR_TARGETS_MAX = 64;

    private final DiskFile file;
    private final long number;
    private final long salt;
    private final long fileBytes;
    private final CRC32C crc = new CRC32C();

    /** Bytes of the file, from here. */
    private byte[] window;

    private long windowStart;
    private int windowBytes;

    private long position = Journal.DATA_OFFSET;
    private int at;

    /** What is at the position. */
    enum State {
        /** A record, all as it was written. */
        SOUND,
        /** A record, but for its payload. */
        PAYLOAD_DAMAGED,
        /** No head of a record of this segment. */
        NO_RECORD
    }

    RecordReader(DiskFile file, long number, long salt) throws IOException {
        this.file = file;
        this.number = number;
        this.salt = salt;
        this.fileBytes = file.size();
        this.window = new byte[(int) Math.min(WINDOW_BYTES, fileBytes)];
    }

    long position() {
        return position;
    }

    void position(long to) {
        position = to;
    }

    /** The array the record at the position is in, at {@link #at}. */
    byte[] bytes() {
        return window;
    }

    int at() {
        return at;
    }

    State look() throws IOException {
        return hasSoundHead() ? payload() : State.NO_RECORD;
    }

    private State payload() throws IOException {
        int head = RecordFormat.headBytes(window, at);
        int payload = RecordFormat.payloadLength(window, at);
        return load(position, (long) head + payload) && RecordFormat.payloadIsSound(window, at, crc)
                ? State.SOUND
                : State.PAYLOAD_DAMAGED;
    }

    /** Goes to where the next record should be. */
    void next() {
        position += RecordFormat.totalBytes(window, at);
    }

    private boolean hasSoundHead() throws IOException {
        return load(position, RecordFormat.HEAD_BYTES)
                && isPlausible()
                && load(position, RecordFormat.headBytes(window, at))
                && RecordFormat.headIsSound(window, at, crc, salt);
    }

    private boolean isPlausible() {
        byte kind = RecordFormat.kind(window, at);
        int payload = RecordFormat.payloadLength(window, at);
        return kind >= RecordFormat.ENQUEUE
                && kind <= RecordFormat.NOTE
                && payload >= 0
                && RecordFormat.headBytes(window, at) + (long) payload <= fileBytes - position;
    }

    /**
     * Looks for one bit whose change makes the head at the position sound, and changes it in the file: the checksum is
     * long enough that this is certain.
     */
    boolean repair() throws IOException {
        windowBytes = 0;
        if (!load(position, RecordFormat.HEAD_BYTES)) {
            return false;
        }
        for (int bit = 0; bit < 8 * bitsEnd(bit); bit++) {
            flip(bit);
            if (isPlausible()
                    && RecordFormat.headBytes(window, at) <= windowBytes
                    && RecordFormat.headIsSound(window, at, crc, salt)) {
                file.write(window, at + (bit >> 3), 1, position + (bit >> 3));
                file.force();
                return true;
            }
            flip(bit);
        }
        return false;
    }

    /** Up to which byte bits are tried: the number of targets is known only where it is not what is damaged. */
    private int bitsEnd(int bit) {
        int head = bit < 8 * RecordFormat.HEAD_BYTES
                ? RecordFormat.HEAD_BYTES
                : RecordFormat.headBytes(Math.min(REPAIR_TARGETS_MAX, RecordFormat.targets(window, at)));
        return Math.min(head, windowBytes);
    }

    private void flip(int bit) {
        window[at + (bit >> 3)] ^= (byte) (1 << (bit & 7));
    }

    /** Goes to the next place that holds a sound head, before this end; false when there is none. */
    boolean skipTo(long end) throws IOException {
        for (position += 8; position < end; position += 8) {
            if (hasSoundHead()) {
                return true;
            }
        }
        return false;
    }

    /**
     * How far into this segment all was forced, as the groups behind the position tell; 0 when none tells. The position
     * stays.
     */
    long claimedBehind() throws IOException {
        long here = position;
        long claimed = 0;
        while (skipTo(fileBytes)) {
            if (RecordFormat.kind(window, at) == RecordFormat.GROUP && RecordFormat.queue(window, at, 0) == number) {
                claimed = Math.max(claimed, RecordFormat.a(window, at, 0));
            }
        }
        position = here;
        return claimed;
    }

    /** Whether a sound head stands anywhere behind the position, which stays. */
    boolean hasRecordBehind() throws IOException {
        long here = position;
        boolean found = skipTo(fileBytes);
        position = here;
        return found;
    }

    /** Makes sure that the window holds so many bytes from here; false when the file is shorter. */
    private boolean load(long from, long length) throws IOException {
        if (from < windowStart || from + length > windowStart + windowBytes) {
            if (from + length > fileBytes) {
                return false;
            }
            if (window.length < length) {
                window = new byte[(int) length];
            }
            windowStart = from;
            windowBytes = file.read(window, 0, (int) Math.min(window.length, fileBytes - from), from);
            if (windowBytes < length) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        at = (int) (from - windowStart);
        return true;
    }
}
