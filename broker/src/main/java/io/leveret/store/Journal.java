// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import com.carrotsearch.hppc.LongLongHashMap;
import io.leveret.loop.Clock;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's one sequence of records, in segments: files that are written ahead with zeros and used again. Owned by the
 * store writer; spare segments come back from the housekeeper.
 */
final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    static final String DIRECTORY = "journal";
    static final String SUFFIX = ".journal";
    /** Where the first record of a segment begins; the header stands before it twice. */
    static final int DATA_OFFSET = 4 * 1024;

    static final int SECOND_HEADER_OFFSET = DATA_OFFSET / 2;

    private final Disk disk;
    private final StoreOptions options;
    private final Catalogue catalogue;
    private final Clock clock;
    private final Random salts;
    private final ForceTimes forceTimes = new ForceTimes();
    private final CRC32C crc = new CRC32C();
    private final byte[] header = new byte[DATA_OFFSET];

    /** Files no segment is in, guarded by this. */
    private final ArrayDeque<SpareFile> spare = new ArrayDeque<>();

    private long nextFile;
    private long nextNumber;

    /** The last sequence written per queue, so that a reader notices a record that is missing. */
    private final LongLongHashMap tails;

    /** The segment being written; null before the first write and after a failure: then a new one begins. */
    private @Nullable Segment segment;

    private long position;
    /** Size of the segment's file. */
    private long fileBytes;
    /** Something was written that is not forced. */
    private boolean unforced;

    private long durableSegment;
    private long durablePosition;
    /** Up to here all is forced, and whoever waited was told so. */
    private long toldSegment;

    private long toldPosition;
    /** How far the last group record told a reader that all is forced. */
    private long claimedPosition;

    private long claimedSegment;

    /** A file of the journal that holds nothing of use. */
    record SpareFile(String name, DiskFile file, long bytes) {}

    /** A journal that goes on behind what was recovered. */
    Journal(Disk disk, StoreOptions options, Catalogue catalogue, Clock clock, Random salts, Recovery recovery) {
        this.disk = disk;
        this.options = options;
        this.catalogue = catalogue;
        this.clock = clock;
        this.salts = salts;
        this.nextNumber = recovery.lastSegment() + 1;
        this.durableSegment = recovery.lastSegment();
        this.durablePosition = recovery.lastEnd();
        this.toldSegment = durableSegment;
        this.toldPosition = durablePosition;
        this.claimedSegment = durableSegment;
        this.claimedPosition = durablePosition;
        this.nextFile = recovery.nextFile();
        this.tails = recovery.tails();
        recovery.spare().stream().filter(file -> !reuse(file)).forEach(this::delete);
    }

    /** Writes a batch, and notes in it where. What is written may be lost until it is forced. */
    void write(Batch batch) throws IOException {
        byte[] bytes = batch.bytes();
        int length = batch.length();
        claim(bytes);
        int from = 0;
        while (from < length) {
            int end = segment == null ? from : fitting(bytes, from, length);
            if (end == from) {
                roll(RecordFormat.totalBytes(bytes, from));
                continue;
            }
            Segment into = roomFor(end - from);
            seal(bytes, from, end, into.salt);
            unforced = true;
            into.file.write(bytes, from, end - from, position);
            batch.placement().add(from, into, position);
            position += end - from;
            fileBytes = Math.max(fileBytes, position);
            into.bytes(fileBytes);
            from = end;
        }
    }

    /** Makes all that was written survive. */
    void force() throws IOException {
        if (!unforced || segment == null) {
            return;
        }
        long start = clock.nanos();
        segment.file.force();
        forceTimes.add(clock.nanos() - start);
        unforced = false;
        durableSegment = segment.number;
        durablePosition = position;
    }

    /** All that was written is taken for good, as far as it is forced. */
    void completed() {
        if (!unforced) {
            toldSegment = durableSegment;
            toldPosition = durablePosition;
        }
    }

    /**
     * What was written since the last completion is in doubt, and some of it was refused: goes on in a new segment,
     * right behind what was completed. A reader does not see what lies between.
     */
    void abandon() {
        Segment failed = segment;
        segment = null;
        unforced = false;
        durableSegment = toldSegment;
        durablePosition = toldPosition;
        tails.clear(); // some of them name records that a reader will not see
        if (failed == null) {
            return;
        }
        if (failed.number == durableSegment) {
            giveBack(failed);
            return;
        }
        synchronized (catalogue) {
            if (!failed.blocks().isEmpty() || failed.pinned()) {
                return;
            }
            catalogue.remove(failed);
        }
        delete(new SpareFile(failed.name, failed.file, 0));
    }

    /** Where the disk is full, what was written ahead is room for a checkpoint. */
    private void giveBack(Segment failed) {
        try {
            failed.file.truncate(position);
            failed.bytes(position);
        } catch (IOException e) {
            LOG.debug("{} stays as long as it is", failed.name, e);
        }
    }

    private void delete(SpareFile file) {
        try {
            file.file().close();
            disk.delete(file.name());
        } catch (IOException e) {
            LOG.warn("{} holds nothing of use and cannot be deleted: {}", file.name(), e.toString());
        }
    }

    /** The segment is retired, and nobody reads in it: its file may have another use. From the housekeeper. */
    void retire(Segment segment) {
        SpareFile file = new SpareFile(segment.name, segment.file, segment.bytes());
        if (!reuse(file)) {
            delete(file);
        }
    }

    boolean isUnforced() {
        return unforced;
    }

    /** Whether a reader could not tell a damaged record at the end from one that was never completed. */
    boolean wantsClaim() {
        return segment != null && (claimedSegment != durableSegment || claimedPosition != durablePosition);
    }

    /** Fills in the batch's group record. */
    private void claim(byte[] bytes) {
        RecordFormat.head(bytes, 0, RecordFormat.GROUP, 0, 1, 0);
        RecordFormat.target(bytes, 0, 0, durableSegment, durablePosition, 0);
        claimedSegment = durableSegment;
        claimedPosition = durablePosition;
    }

    /** The end of the last record that fits in the segment. */
    private int fitting(byte[] bytes, int from, int length) {
        long room = segment == null ? 0 : segment.capacity - position;
        if (length - from <= room) {
            return length;
        }
        int end = from;
        while (end < length) {
            int next = end + RecordFormat.totalBytes(bytes, end);
            if (next - from > room) {
                break;
            }
            end = next;
        }
        return end;
    }

    private void seal(byte[] bytes, int from, int end, long salt) {
        for (int at = from; at < end; at += RecordFormat.totalBytes(bytes, at)) {
            switch (RecordFormat.kind(bytes, at)) {
                case RecordFormat.ENQUEUE -> chain(bytes, at);
                case RecordFormat.CREATE -> tails.put(RecordFormat.queue(bytes, at, 0), 0);
                case RecordFormat.DELETE -> tails.remove(RecordFormat.queue(bytes, at, 0));
                default -> {}
            }
            RecordFormat.seal(bytes, at, crc, salt);
        }
    }

    private void chain(byte[] bytes, int at) {
        for (int i = RecordFormat.targets(bytes, at) - 1; i >= 0; i--) {
            long queue = RecordFormat.queue(bytes, at, i);
            long sequence = RecordFormat.a(bytes, at, i);
            int index = tails.indexOf(queue);
            if (tails.indexExists(index)) {
                RecordFormat.b(bytes, at, i, tails.indexReplace(index, sequence));
            } else {
                RecordFormat.b(bytes, at, i, RecordFormat.UNKNOWN);
                tails.indexInsert(index, queue, sequence);
            }
        }
    }

    /** The active segment, its file long enough that writing changes no size, as far as growing ahead can do that. */
    private Segment roomFor(int more) throws IOException {
        Segment active = segment;
        if (active == null) {
            throw new IllegalStateException("no segment to write to");
        }
        if (fileBytes < position + more) {
            if (more >= options.growBytes()) {
                return active; // what is written makes the file longer itself
            }
            long target = Math.min(active.capacity, Math.max(position + more, fileBytes + options.growBytes()));
            byte[] zeros = new byte[(int) Math.min(64 * 1024, target - fileBytes)];
            while (fileBytes < target) {
                int part = (int) Math.min(zeros.length, target - fileBytes);
                active.file.write(zeros, 0, part, fileBytes);
                fileBytes += part;
            }
        }
        return active;
    }

    /** Begins the next segment; the one before is forced, so that no later segment lasts longer than it. */
    private void roll(int recordBytes) throws IOException {
        force();
        long capacity = Math.max(options.segmentBytes(), (long) DATA_OFFSET + recordBytes);
        SpareFile next = capacity > options.segmentBytes() ? null : takeSpare();
        if (next == null) {
            String name = DIRECTORY + "/" + nextFile++ + SUFFIX;
            next = new SpareFile(name, disk.open(name), 0);
            disk.forceDirectory(DIRECTORY);
        }
        FileHeader head = new FileHeader(nextNumber, salts.nextLong(), durableSegment, durablePosition);
        head.encode(FileHeader.Kind.JOURNAL, header, 0);
        head.encode(FileHeader.Kind.JOURNAL, header, SECOND_HEADER_OFFSET);
        Segment begun = new Segment(nextNumber++, head.salt(), next.name(), next.file(), capacity);
        synchronized (catalogue) {
            catalogue.add(begun);
        }
        segment = begun;
        position = DATA_OFFSET;
        fileBytes = Math.max(DATA_OFFSET, next.bytes());
        begun.bytes(fileBytes);
        next.file().write(header, 0, header.length, 0);
    }

    private @Nullable SpareFile takeSpare() {
        synchronized (spare) {
            return spare.poll();
        }
    }

    private boolean reuse(SpareFile file) {
        synchronized (spare) {
            return file.bytes() <= options.segmentBytes() && spare.size() < options.spareSegments() && spare.add(file);
        }
    }

    /** Closes the files no segment is in. */
    void close() throws IOException {
        synchronized (spare) {
            for (SpareFile file : spare) {
                file.file().close();
            }
            spare.clear();
        }
    }

    long spareBytes() {
        synchronized (spare) {
            return spare.stream().mapToLong(SpareFile::bytes).sum();
        }
    }

    ForceTimes forceTimes() {
        return forceTimes;
    }
}
