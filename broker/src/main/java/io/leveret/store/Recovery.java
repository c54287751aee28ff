// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import com.carrotsearch.hppc.LongLongHashMap;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what the data directory holds: the checkpoint, then the records of the journal since. It reads the journal,
 * not the backlog. Used once, before the store's threads begin.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final Disk disk;
    private final Catalogue catalogue;
    private final BlockReader blocks;

    /** The last enqueue seen per queue, to notice that one is missing. */
    private final LongLongHashMap tails = new LongLongHashMap();

    /** Where records were unreadable, and nothing tells whose they were. */
    private @Nullable Damage hole;

    private long checkpointNumber;
    private long firstSegment = 1;
    private long lastSegment;
    private long lastEnd;
    private long nextFile = 1;
    private long nextPageFile = 1;
    private final List<Journal.SpareFile> spare = new ArrayList<>();
    private Recovered recovered = Recovered.NOTHING;

    Recovery(Disk disk, Catalogue catalogue) {
        this.disk = disk;
        this.catalogue = catalogue;
        this.blocks = new BlockReader(disk);
    }

    void run() throws IOException {
        disk.makeDirectory(Journal.DIRECTORY);
        disk.makeDirectory(PageFile.DIRECTORY);
        disk.forceDirectory("");
        Checkpoint.Origin origin = Checkpoint.read(disk, catalogue);
        if (origin != null) {
            checkpointNumber = origin.number();
            firstSegment = origin.firstSegment();
        }
        catalogue.create(DefinitionsLog.QUEUE, true);
        replay(chain());
        catalogue.deleteFleeting();
        tidyPageFiles();
        report();
    }

    // The journal's segments, in the order they were written.

    private record Found(String name, DiskFile file, FileHeader header, long end) {}

    private Deque<Found> chain() throws IOException {
        Map<Long, Found> all = new HashMap<>();
        long newest = 0;
        for (String name : disk.list(Journal.DIRECTORY)) {
            if (!name.endsWith(Journal.SUFFIX)) {
                continue;
            }
            String path = Journal.DIRECTORY + "/" + name;
            nextFile = Math.max(nextFile, numberIn(name, Journal.SUFFIX) + 1);
            DiskFile file = disk.open(path);
            FileHeader header = header(path, file);
            if (header == null || header.number() < firstSegment) {
                spare.add(new Journal.SpareFile(path, file, file.size()));
            } else {
                all.put(header.number(), new Found(path, file, header, -1));
                newest = Math.max(newest, header.number());
            }
        }
        lastSegment = Math.max(newest, firstSegment - 1);
        Deque<Found> chain = new ArrayDeque<>();
        long end = -1;
        for (long number = newest; number >= firstSegment; ) {
            Found found = all.remove(number);
            if (found == null) {
                throw new DataFormatException("journal segment " + number + " is missing: restore a backup");
            }
            chain.addFirst(new Found(found.name(), found.file(), found.header(), end));
            number = found.header().a();
            end = found.header().b();
        }
        for (Found left : all.values()) {
            spare.add(
                    new Journal.SpareFile(left.name(), left.file(), left.file().size()));
        }
        return chain;
    }

    private static @Nullable FileHeader header(String name, DiskFile file) throws IOException {
        byte[] bytes = new byte[Journal.DATA_OFFSET];
        FileHeader best = null;
        if (file.read(bytes, 0, bytes.length, 0) == bytes.length) {
            for (int at : new int[] {0, Journal.SECOND_HEADER_OFFSET}) {
                if (FileHeader.isSound(FileHeader.Kind.JOURNAL, bytes, at)) {
                    FileHeader header = FileHeader.decode(FileHeader.Kind.JOURNAL, name, bytes, at);
                    best = best == null || header.number() > best.number() ? header : best;
                }
            }
            if (best == null) {
                FileHeader.refuseOther(FileHeader.Kind.JOURNAL, name, bytes, 0);
            }
        }
        return best;
    }

    static long numberIn(String name, String suffix) {
        try {
            return Long.parseLong(name.substring(0, name.length() - suffix.length()));
        } catch (NumberFormatException e) {
            return 0; // not ours
        }
    }

    // The records.

    private void replay(Deque<Found> chain) throws IOException {
        for (Found found : chain) {
            RecordReader reader = new RecordReader(
                    found.file(), found.header().number(), found.header().salt());
            Segment segment = new Segment(
                    found.header().number(),
                    found.header().salt(),
                    found.name(),
                    found.file(),
                    Math.max(0, found.end()));
            segment.bytes(found.file().size());
            catalogue.add(segment);
            lastEnd = replay(segment, reader, found.end());
            if (found.end() < 0) {
                found.file().force(); // what was read may be in no safer place than the machine's memory
            }
        }
    }

    /**
     * Goes through a segment.
     *
     * @param knownEnd where its records end, or -1 for the last segment, which ends where they do
     */
    private long replay(Segment segment, RecordReader reader, long knownEnd) throws IOException {
        long end = knownEnd;
        while (end != reader.position()) {
            RecordReader.State state = reader.look();
            if (state != RecordReader.State.SOUND && end < reader.position()) {
                end = reader.claimedBehind();
                if (end <= reader.position()) {
                    return cut(segment, reader);
                }
                state = reader.look();
            }
            if (state == RecordReader.State.NO_RECORD && reader.repair()) {
                LOG.warn("{} at offset {}: repaired one bit in the head of a record", segment.name, reader.position());
                state = reader.look();
            }
            switch (state) {
                case SOUND -> take(segment, reader);
                case PAYLOAD_DAMAGED -> damaged(segment, reader);
                case NO_RECORD -> skip(segment, reader, end);
            }
            if (knownEnd < 0 && end <= reader.position()) {
                end = -1;
            }
        }
        return reader.position();
    }

    /** What was never completed is not there. */
    private static long cut(Segment segment, RecordReader reader) throws IOException {
        if (reader.look() == RecordReader.State.PAYLOAD_DAMAGED || reader.hasRecordBehind()) {
            LOG.warn(
                    "{} at offset {}: the last records were not completely written before the node stopped, cut",
                    segment.name,
                    reader.position());
        }
        return reader.position();
    }

    private void take(Segment segment, RecordReader reader) {
        byte[] bytes = reader.bytes();
        int at = reader.at();
        byte kind = RecordFormat.kind(bytes, at);
        if (kind == RecordFormat.ENQUEUE) {
            followChain(segment, reader);
        } else if (kind == RecordFormat.CREATE) {
            tails.put(RecordFormat.queue(bytes, at, 0), 0);
        } else if (kind == RecordFormat.DELETE) {
            tails.remove(RecordFormat.queue(bytes, at, 0));
        }
        if (kind != RecordFormat.ENQUEUE || (RecordFormat.flags(bytes, at) & RecordFormat.DURABLE) != 0) {
            catalogue.apply(bytes, at, segment, reader.position());
        }
        reader.next();
    }

    private void followChain(Segment segment, RecordReader reader) {
        byte[] bytes = reader.bytes();
        int at = reader.at();
        for (int i = RecordFormat.targets(bytes, at) - 1; i >= 0; i--) {
            long queue = RecordFormat.queue(bytes, at, i);
            long before = RecordFormat.b(bytes, at, i);
            if (before != RecordFormat.UNKNOWN && tails.getOrDefault(queue, before) != before) {
                Damage where = hole;
                damage(
                        where == null
                                ? new Damage(
                                        queue, segment.name, reader.position(), "message " + before + " is missing")
                                : new Damage(queue, where.file(), where.offset(), where.what()));
            }
            tails.put(queue, RecordFormat.a(bytes, at, i));
        }
    }

    private void damaged(Segment segment, RecordReader reader) {
        byte[] bytes = reader.bytes();
        int at = reader.at();
        for (int i = RecordFormat.targets(bytes, at) - 1; i >= 0; i--) {
            long queue = RecordFormat.queue(bytes, at, i);
            long sequence = RecordFormat.a(bytes, at, i);
            tails.put(queue, sequence);
            damage(new Damage(
                    queue, segment.name, reader.position(), "the checksum of message " + sequence + " does not match"));
        }
        reader.next();
    }

    private void skip(Segment segment, RecordReader reader, long end) throws IOException {
        long from = reader.position();
        if (!reader.skipTo(end)) {
            reader.position(end);
        }
        hole = new Damage(
                -1, segment.name, from, (reader.position() - from) + " bytes that were written are unreadable");
        LOG.error(
                "{} at offset {}: {} bytes are unreadable; queues that miss a message are stopped",
                segment.name,
                from,
                reader.position() - from);
    }

    /** Of a queue the first damage is told; a file that is missing may hold a thousand of its pages. */
    private void damage(Damage damage) {
        QueueIndex queue = catalogue.queue(damage.queue());
        if (queue == null || queue.damage == null) {
            LOG.error("{}", damage);
        }
        catalogue.damage(damage);
    }

    // What is left over, and what is told.

    private void tidyPageFiles() throws IOException {
        Set<String> there = new HashSet<>();
        for (String name : disk.list(PageFile.DIRECTORY)) {
            there.add(PageFile.DIRECTORY + "/" + name);
        }
        for (PageFile file : catalogue.pageFiles()) {
            nextPageFile = Math.max(nextPageFile, file.number + 1);
            if (file.blocks().isEmpty()) {
                catalogue.remove(file);
            } else if (!there.contains(file.name)) {
                for (Block block : file.blocks()) {
                    damage(new Damage(block.queue.id, file.name, ((Page) block).offset, "the file is missing"));
                }
            }
        }
        catalogue.takeEmptied();
        for (String name : disk.list(PageFile.DIRECTORY)) {
            long number = numberIn(name, PageFile.SUFFIX);
            nextPageFile = Math.max(nextPageFile, number + 1);
            if (name.endsWith(PageFile.SUFFIX) && catalogue.pageFile(number) == null) {
                disk.delete(PageFile.DIRECTORY + "/" + name);
            }
        }
    }

    private void report() throws IOException {
        List<Definition> definitions = new ArrayList<>();
        Damage definitionsDamage = readDefinitions(definitions);
        long nextDefinition = 1;
        List<RecoveredQueue> queues = new ArrayList<>();
        for (QueueIndex queue : catalogue.queues()) {
            if (queue.id == DefinitionsLog.QUEUE) {
                nextDefinition = queue.last + 1;
            } else {
                long bytes = liveBytes(queue); // may find that the queue is damaged
                queues.add(new RecoveredQueue(queue.id, queue.last + 1, queue.messages, bytes, queue.damage));
            }
        }
        blocks.rest();
        recovered = new Recovered(definitions, nextDefinition, definitionsDamage, queues);
    }

    private @Nullable Damage readDefinitions(List<Definition> definitions) throws IOException {
        QueueIndex queue = catalogue.create(DefinitionsLog.QUEUE, true);
        BlockReader.Target target = new BlockReader.Target() {
            @Override
            public void message(int index, byte[] bytes, int offset, int length) {
                Definition definition = DefinitionsLog.decode(bytes, offset, length);
                if (definition.snapshot()) {
                    definitions.clear();
                }
                definitions.add(definition);
            }

            @Override
            public void damaged(int index, Damage damage) {
                damage(damage);
            }
        };
        for (int i = 0; i < queue.size(); i++) {
            Block block = queue.at(i);
            if (block.live > 0) {
                blocks.read(Extract.of(block, block.first, block.last(), Integer.MAX_VALUE), target);
            }
        }
        return queue.damage;
    }

    private long liveBytes(QueueIndex queue) {
        long sum = 0;
        for (int i = 0; i < queue.size(); i++) {
            Block block = queue.at(i);
            if (block instanceof Run run) {
                for (int index = 0; index < run.span; index++) {
                    sum += run.live > 0 && !run.isGone(index) ? run.length(index) : 0;
                }
            } else {
                sum += liveBytes((Page) block, queue.damage != null);
            }
        }
        return sum;
    }

    private long liveBytes(Page page, boolean damaged) {
        if (page.live == page.messages || damaged) {
            return page.payloadBytes();
        }
        if (page.live == page.weighedMessages) {
            return page.weight;
        }
        try {
            return blocks.weigh(page, index -> !page.isGone(index));
        } catch (IOException e) {
            damage(new Damage(page.queue.id, page.container.name, page.offset, e.toString()));
            return page.payloadBytes();
        }
    }

    // For the store.

    Recovered recovered() {
        return recovered;
    }

    long checkpointNumber() {
        return checkpointNumber;
    }

    /** Number of the last segment; 0 when there is none. */
    long lastSegment() {
        return lastSegment;
    }

    long lastEnd() {
        return lastEnd;
    }

    /** The last enqueue of each queue in the journal. */
    LongLongHashMap tails() {
        return tails;
    }

    long nextFile() {
        return nextFile;
    }

    long nextPageFile() {
        return nextPageFile;
    }

    List<Journal.SpareFile> spare() {
        return spare;
    }
}
