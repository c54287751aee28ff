// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives space back: retires the oldest segments of the journal, rewrites page files that are mostly gone or small, and
 * deletes files nothing is left in. Owned by its worker's thread.
 */
final class Housekeeper implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);
    private static final long PAUSE_NANOS = 1_000_000_000;
    /** So many small page files become one. */
    private static final int SMALL_FILES_MAX = 16;

    private final Disk disk;
    private final Catalogue catalogue;
    private final StoreOptions options;
    private final StoreHealth health;
    private final Journal journal;
    private final StoreWriter writer;
    private final BlockReader blocks;
    private Runnable wake = () -> {};

    private long checkpointNumber;
    private long nextPageFile;
    private @Nullable Cycle cycle;

    private final ConcurrentLinkedQueue<PageFile> discarded = new ConcurrentLinkedQueue<>();
    /** Files that go as soon as nobody reads in them. */
    private final List<Container> leaving = new ArrayList<>();
    /** Page files that were rewritten, when the checkpoint that says so could not be written. */
    private final List<PageFile> obsolete = new ArrayList<>();

    private long pauseUntil = Long.MIN_VALUE;
    private volatile String trouble = "";

    Housekeeper(
            Disk disk,
            Catalogue catalogue,
            StoreOptions options,
            StoreHealth health,
            Journal journal,
            StoreWriter writer,
            Recovery recovery) {
        this.disk = disk;
        this.catalogue = catalogue;
        this.options = options;
        this.health = health;
        this.blocks = new BlockReader(disk);
        this.journal = journal;
        this.writer = writer;
        this.checkpointNumber = recovery.checkpointNumber();
        this.nextPageFile = recovery.nextPageFile();
    }

    /** Before the first turn. */
    void wakeWith(Runnable waker) {
        wake = waker;
    }

    void wake() {
        wake.run();
    }

    /** All messages of these files are settled, and the settles forced. From the store writer. */
    void discard(List<PageFile> files) {
        discarded.addAll(files);
        wake.run();
    }

    /** Why space does not come back, or empty. From any thread. */
    String trouble() {
        return trouble;
    }

    @Override
    public long turn(long now) {
        takeDiscarded();
        deleteLeaving();
        if (now < pauseUntil) {
            return pauseUntil - now;
        }
        pauseUntil = Long.MIN_VALUE;
        try {
            Cycle current = cycle;
            if (current == null) {
                current = begin();
                if (current == null) {
                    return leaving.isEmpty() && isWithoutPages() ? NOTHING : PAUSE_NANOS;
                }
                cycle = current;
            }
            if (!current.step()) {
                finish(current);
            }
            return 0;
        } catch (IOException | RuntimeException e) {
            return pause(now, e);
        }
    }

    private long pause(long now, Exception e) {
        if (trouble.isEmpty()) {
            if (e instanceof IOException) {
                LOG.error("cannot move messages out of the journal, trying again: {}", e.toString());
            } else {
                LOG.error("cannot move messages out of the journal, trying again", e);
            }
        }
        trouble = e.toString();
        giveUp();
        pauseUntil = now + PAUSE_NANOS;
        writer.wake();
        return PAUSE_NANOS;
    }

    private void giveUp() {
        Cycle failed = cycle;
        if (failed != null) {
            cycle = null;
            obsolete.addAll(failed.fail());
        }
    }

    private void finish(Cycle done) throws IOException {
        cycle = null;
        blocks.rest();
        synchronized (catalogue) {
            for (Segment segment : done.retired()) {
                catalogue.remove(segment);
                leaving.add(segment);
            }
            obsolete.addAll(done.rewritten());
            for (PageFile file : obsolete) {
                catalogue.remove(file);
                leaving.add(file);
            }
        }
        obsolete.clear();
        if (!trouble.isEmpty()) {
            trouble = "";
            LOG.info("messages move out of the journal again");
        }
        deleteLeaving();
        writer.wake();
    }

    // What a cycle is made of.

    private @Nullable Cycle begin() {
        synchronized (catalogue) {
            List<Segment> segments = new ArrayList<>(catalogue.segments());
            List<Segment> sealed = catalogue.sealedSegments();
            int retired = 0;
            if (sealed.size() >= options.sealedSegments()) {
                retired = (sealed.size() + 1) / 2;
            } else if (!writer.failing().isEmpty()) {
                retired = sealed.size(); // the disk may be full, and these hold little that is alive
            }
            List<PageFile> rewritten = toRewrite();
            boolean isWithoutJournal = segments.isEmpty(); // after a clean stop: rewriting waits for the first record
            if (isWithoutJournal || (retired == 0 && rewritten.isEmpty())) {
                return null;
            }
            return cycle(sealed.subList(0, retired), rewritten, segments.get(retired).number);
        }
    }

    private Cycle cycle(List<Segment> retired, List<PageFile> rewritten, long firstLeft) {
        PageWriter pages = new PageWriter(disk, options, () -> nextPageFile++);
        return new Cycle(disk, catalogue, health, blocks, pages, retired, rewritten, ++checkpointNumber, firstLeft);
    }

    /**
     * Retires the whole journal, so that the next start need not replay it. For a clean end, when all is forced and
     * nobody else works on the store; a journal of one segment is replayed as fast as it is moved, and stays.
     */
    private void retireAll() throws IOException {
        List<Segment> segments = new ArrayList<>(catalogue.segments());
        if (segments.size() > 1) {
            Cycle last;
            synchronized (catalogue) {
                last = cycle(segments, List.of(), segments.get(segments.size() - 1).number + 1);
            }
            cycle = last;
            while (last.step()) {}
            finish(last);
        }
    }

    /** Files that hold too much in vain, or are too many and small. */
    private List<PageFile> toRewrite() {
        long live = 0;
        long dead = 0;
        List<PageFile> small = new ArrayList<>();
        List<PageFile> files = catalogue.pageFiles();
        files.removeIf(file -> file.busy() || file.isDamaged());
        for (PageFile file : files) {
            live += file.liveBytes();
            dead += file.bytes() - file.liveBytes();
            if (file.liveBytes() < options.pageFileBytes() / 8) {
                small.add(file);
            }
        }
        if (dead > options.deadBytes() + live / 2) {
            files.removeIf(file -> file.liveBytes() > file.bytes() * 3 / 4);
            files.sort(Comparator.comparingDouble(file -> (double) file.liveBytes() / file.bytes()));
            return upToOneFile(files);
        }
        if (small.size() > SMALL_FILES_MAX) {
            small.sort(Comparator.comparingLong(PageFile::liveBytes));
            return upToOneFile(small);
        }
        return List.of();
    }

    private List<PageFile> upToOneFile(List<PageFile> files) {
        List<PageFile> some = new ArrayList<>();
        long bytes = 0;
        for (PageFile file : files) {
            if (!some.isEmpty() && bytes + file.liveBytes() > options.pageFileBytes()) {
                break;
            }
            bytes += file.liveBytes();
            some.add(file);
        }
        return some;
    }

    // Files that go.

    private void takeDiscarded() {
        for (PageFile file = discarded.poll(); file != null; file = discarded.poll()) {
            synchronized (catalogue) {
                if (!file.busy()) {
                    catalogue.remove(file);
                    leaving.add(file);
                }
            }
        }
    }

    private void deleteLeaving() {
        for (Iterator<Container> each = leaving.iterator(); each.hasNext(); ) {
            Container file = each.next();
            boolean pinned;
            synchronized (catalogue) {
                pinned = file.pinned();
            }
            if (!pinned) {
                each.remove();
                delete(file);
            }
        }
    }

    private void delete(Container container) {
        try {
            if (container instanceof Segment segment) {
                journal.retire(segment);
            } else {
                disk.delete(container.name);
            }
        } catch (IOException e) {
            LOG.warn("{} is not needed and cannot be deleted: {}", container.name, e.toString());
        }
    }

    private boolean isWithoutPages() {
        synchronized (catalogue) {
            return catalogue.pageFiles().isEmpty();
        }
    }

    /**
     * Ends, by the thread that closes the store.
     *
     * @param cleanly whether all that the catalogue holds is forced
     */
    void close(boolean cleanly) throws IOException {
        giveUp();
        try {
            if (cleanly) {
                retireAll();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("the next start replays the journal, which cannot be retired: {}", e.toString());
            giveUp();
        }
        blocks.rest();
        for (Container each : leaving) {
            if (each instanceof Segment segment) {
                segment.file.close();
            }
        }
    }
}
