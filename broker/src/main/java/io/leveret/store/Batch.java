// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import com.carrotsearch.hppc.LongArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one loop handed over at once: records in the format of the journal but for their checksums, behind a group
 * record, and the receipts to answer. Filled by the loop, then the store writer's until it is answered.
 */
final class Batch {
    private static final int FIRST_BYTES = 4 * 1024;
    /** A larger array is not kept for the next use. */
    private static final int KEPT_BYTES_MAX = 512 * 1024;

    /** Whose it is; null for the store writer's own. */
    final @Nullable LoopPort port;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length = RecordFormat.GROUP_BYTES;
    private Receipt[] receipts = new Receipt[4];
    private int receiptCount;
    private Ranges settles = new Ranges();
    private Ranges marks = new Ranges();
    private final LongArrayList notes = new LongArrayList(0); // queue, sequence, note; and again
    private boolean urgent;
    private boolean lasting;
    private long number;

    /** Where its parts lie in the journal. */
    private final Placement placement = new Placement();

    Batch(@Nullable LoopPort port) {
        this.port = port;
    }

    // Filled by the loop.

    /** Begins a record of this shape; {@link #end} completes it. Returns its offset. */
    int begin(byte kind, int flags, int targets, int payloadLength) {
        int head = RecordFormat.headBytes(targets);
        if (payloadLength < 0 || payloadLength > RecordFormat.PAYLOAD_BYTES_MAX - head) {
            throw new IllegalArgumentException(
                    payloadLength + " bytes are not in 0.." + (RecordFormat.PAYLOAD_BYTES_MAX - head));
        }
        int total = RecordFormat.padded(head + payloadLength);
        reserve(total);
        RecordFormat.head(bytes, length, kind, flags, targets, payloadLength);
        for (int i = head + payloadLength; i < total; i++) {
            bytes[length + i] = 0;
        }
        return length;
    }

    void target(int at, int index, long queue, long a, long b) {
        RecordFormat.target(bytes, at, index, queue, a, b);
    }

    void end(int at, @Nullable Receipt receipt) {
        length = at + RecordFormat.totalBytes(bytes, at);
        if (receipt != null) {
            await(receipt);
        }
    }

    /** Answers when all so far is on disk. */
    void await(Receipt receipt) {
        if (receiptCount == receipts.length) {
            receipts = Arrays.copyOf(receipts, 2 * receiptCount);
        }
        receipts[receiptCount++] = receipt;
        urgent = true;
    }

    void settle(long queue, long from, long to) {
        settles.add(queue, from, to, (byte) 0);
    }

    void mark(long queue, long from, long to, byte mark) {
        marks.add(queue, from, to, mark);
    }

    void note(long queue, long sequence, long note) {
        notes.add(queue, sequence);
        notes.add(note);
    }

    /** Someone relies on it being forced soon. */
    void urgent() {
        urgent = true;
    }

    /** It has an effect after a restart, but nobody waits. */
    void lasting() {
        lasting = true;
    }

    /** Nothing is added from here on: ranges become records. */
    void close(long batchNumber) {
        number = batchNumber;
        if (marks.size() > 0) {
            lasting = true;
            for (int from = 0; from < marks.size(); from += Targets.MAX) {
                int count = Math.min(Targets.MAX, marks.size() - from);
                int at = begin(RecordFormat.MARK, 0, count, 0);
                for (int i = 0; i < count; i++) {
                    long span = marks.to(from + i) - marks.from(from + i);
                    target(
                            at,
                            i,
                            marks.queue(from + i),
                            marks.from(from + i),
                            (span << 8) | (marks.mark(from + i) & 0xFF));
                }
                end(at, null);
            }
            marks.clear();
        }
        if (!notes.isEmpty()) {
            lasting = true;
            for (int from = 0; from < notes.size(); from += 3 * Targets.MAX) {
                int count = Math.min(Targets.MAX, (notes.size() - from) / 3);
                int at = begin(RecordFormat.NOTE, 0, count, 0);
                for (int i = 0; i < count; i++) {
                    int place = from + 3 * i;
                    target(at, i, notes.get(place), notes.get(place + 1), notes.get(place + 2));
                }
                end(at, null);
            }
            notes.clear();
        }
        if (settles.size() > 0) {
            lasting = true;
            for (int from = 0; from < settles.size(); from += Targets.MAX) {
                int count = Math.min(Targets.MAX, settles.size() - from);
                int at = begin(RecordFormat.SETTLE, 0, count, 0);
                for (int i = 0; i < count; i++) {
                    target(at, i, settles.queue(from + i), settles.from(from + i), settles.to(from + i));
                }
                end(at, null);
            }
            settles.clear();
        }
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            long needed = (long) length + more;
            if (needed > RecordFormat.PAYLOAD_BYTES_MAX) {
                throw new IllegalArgumentException("a batch of " + needed + " bytes is too large");
            }
            bytes = Arrays.copyOf(
                    bytes, (int) Math.max(needed, Math.min(2L * bytes.length, RecordFormat.PAYLOAD_BYTES_MAX)));
        }
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    boolean hasRecords() {
        return length > RecordFormat.GROUP_BYTES;
    }

    boolean isEmpty() {
        return !hasRecords() && receiptCount == 0 && settles.size() == 0 && marks.size() == 0 && notes.isEmpty();
    }

    // Used by the store writer.

    long number() {
        return number;
    }

    boolean isUrgent() {
        return urgent;
    }

    boolean isLasting() {
        return lasting;
    }

    Placement placement() {
        return placement;
    }

    boolean hasReceipts() {
        return receiptCount > 0;
    }

    /** The receipts, which are no longer this batch's. */
    Receipt[] takeReceipts() {
        Receipt[] taken = Arrays.copyOf(receipts, receiptCount);
        Arrays.fill(receipts, 0, receiptCount, null);
        receiptCount = 0;
        return taken;
    }

    /**
     * Drops the records somebody was told have failed; what nobody waits for stays.
     *
     * @param withEnqueues whether messages stay, or are safe where they are
     */
    void keepUnawaited(boolean withEnqueues) {
        int kept = RecordFormat.GROUP_BYTES;
        for (int at = RecordFormat.GROUP_BYTES; at < length; ) {
            int total = RecordFormat.totalBytes(bytes, at);
            boolean awaited = (RecordFormat.flags(bytes, at) & RecordFormat.AWAITED) != 0;
            if (!awaited && (withEnqueues || RecordFormat.kind(bytes, at) != RecordFormat.ENQUEUE)) {
                System.arraycopy(bytes, at, bytes, kept, total);
                kept += total;
            }
            at += total;
        }
        length = kept;
        bytes = Arrays.copyOf(bytes, Math.max(FIRST_BYTES, length));
        placement.clear();
    }

    /** Ready to be filled again. */
    void clear() {
        if (bytes.length > KEPT_BYTES_MAX) {
            bytes = new byte[FIRST_BYTES];
        }
        if (receipts.length > 8_192) {
            receipts = new Receipt[4];
        }
        length = RecordFormat.GROUP_BYTES;
        settles.clear();
        marks.clear();
        notes.clear();
        urgent = false;
        lasting = false;
        placement.clear();
    }

    /** Which bytes of a batch lie where in the journal: a batch may straddle segments. */
    static final class Placement {
        private int[] starts = new int[1];
        private Segment[] segments = new Segment[1];
        private long[] positions = new long[1];
        private int size;

        void clear() {
            Arrays.fill(segments, null);
            size = 0;
        }

        /** From this byte of the batch on. */
        void add(int start, Segment segment, long position) {
            if (size == starts.length) {
                starts = Arrays.copyOf(starts, size + 1);
                segments = Arrays.copyOf(segments, size + 1);
                positions = Arrays.copyOf(positions, size + 1);
            }
            starts[size] = start;
            segments[size] = segment;
            positions[size] = position;
            size++;
        }

        int size() {
            return size;
        }

        int start(int part) {
            return starts[part];
        }

        int end(int part, int length) {
            return part + 1 < size ? starts[part + 1] : length;
        }

        Segment segment(int part) {
            return segments[part];
        }

        long position(int part) {
            return positions[part];
        }
    }
}
