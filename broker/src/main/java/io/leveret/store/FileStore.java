// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import io.leveret.loop.Clock;
import io.leveret.loop.Loop;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of a node with a data directory: a journal, pages for what stays long, and three threads: one writes the
 * journal, one moves what is alive out of it and gives space back, one reads.
 */
public final class FileStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

    private final Disk disk;
    private final Clock clock;
    private final Catalogue catalogue = new Catalogue();
    private final Recovered recovered;
    private final Journal journal;
    private final StoreWriter writer;
    private final StoreReader reader;
    private final Housekeeper housekeeper;
    private final List<Crew.Shift> shifts;

    private FileStore(Disk disk, StoreOptions options, StoreHealth health, Clock clock, Random random, Crew crew)
            throws IOException {
        this.disk = disk;
        this.clock = clock;
        Recovery recovery = new Recovery(disk, catalogue);
        recovery.run();
        recovered = recovery.recovered();
        journal = new Journal(disk, options, catalogue, clock, random, recovery);
        writer = new StoreWriter(journal, catalogue, options, health);
        reader = new StoreReader(disk, catalogue, options, health);
        housekeeper = new Housekeeper(disk, catalogue, options, health, journal, writer, recovery);
        Crew.Shift reading = crew.hire("store-reader", reader);
        Crew.Shift writing = crew.hire("store-writer", writer);
        Crew.Shift keeping = crew.hire("store-housekeeper", housekeeper);
        writer.meet(reader, housekeeper, writing::wake);
        reader.wakeWith(reading::wake);
        housekeeper.wakeWith(keeping::wake);
        shifts = List.of(reading, writing, keeping);
        shifts.forEach(Crew.Shift::begin);
    }

    /**
     * Recovers what the disk holds and begins to serve.
     *
     * @throws DataFormatException if the directory's files are not for this version, or too few of them are sound
     */
    public static FileStore open(Disk disk, StoreOptions options, StoreHealth health) throws IOException {
        return open(disk, options, health, Clock.SYSTEM, new SecureRandom(), new ThreadCrew(Clock.SYSTEM));
    }

    static FileStore open(Disk disk, StoreOptions options, StoreHealth health, Clock clock, Random random, Crew crew)
            throws IOException {
        return new FileStore(disk, options, health, clock, random, crew);
    }

    @Override
    public Recovered recovered() {
        return recovered;
    }

    @Override
    public StorePort port(Loop loop) {
        return new LoopPort(loop, writer, reader);
    }

    @Override
    public StoreFigures figures() {
        long journalBytes = journal.spareBytes();
        long pageBytes;
        List<Segment> segments;
        synchronized (catalogue) {
            segments = new ArrayList<>(catalogue.segments());
            pageBytes = catalogue.pageBytes();
        }
        for (Segment segment : segments) {
            journalBytes += segment.bytes();
        }
        return new StoreFigures(
                journalBytes,
                pageBytes,
                freeBytes(),
                writer.waitingBytes(),
                writer.writtenBytes(),
                journal.forceTimes().snapshot(),
                writer.failing());
    }

    private long freeBytes() {
        try {
            return disk.freeBytes();
        } catch (IOException e) {
            LOG.warn("cannot tell how much space is left: {}", e.toString());
            return 0;
        }
    }

    @Override
    public void close() {
        shifts.forEach(Crew.Shift::end);
        boolean interrupted = Thread.interrupted(); // else the JDK closes files instead of writing them
        writer.finish(clock.nanos());
        try {
            housekeeper.close(writer.failing().isEmpty());
            reader.close();
            journal.close();
            for (Segment segment : catalogue.segments()) {
                segment.file.close();
            }
        } catch (IOException e) {
            LOG.warn("closing the data directory's files: {}", e.toString());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
