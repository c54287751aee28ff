// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import com.carrotsearch.hppc.LongObjectHashMap;
import com.carrotsearch.hppc.cursors.ObjectCursor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what is alive in some segments and page files to new pages, then writes a checkpoint that no longer needs those
 * files. Goes by steps; the node works on between them, and what it settles meanwhile is taken along. Owned by the
 * housekeeper.
 */
final class Cycle {
    /** A start reads the tables of the others: some hundred of milliseconds for so many. */
    private static final int WEIGHED_AT_MOST = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger(Cycle.class);

    private final Disk disk;
    private final Catalogue catalogue;
    private final StoreHealth health;
    private final BlockReader blocks;
    private final PageWriter pages;
    private final List<Segment> retired;
    private final List<PageFile> rewritten;
    private final long checkpointNumber;
    private final long firstSegment;

    private final List<Move> moves;
    private final Iterator<Move> copying;
    private @Nullable Move move;
    private int nextBlock;
    private Deque<Page> unweighed = new ArrayDeque<>();
    private @Nullable ByteWriter checkpoint;
    private State state = State.COPY;

    private enum State {
        COPY,
        FORCE,
        WEIGH,
        MOVE,
        CHECKPOINT,
        DONE
    }

    /** Neighbouring blocks of one queue, all of which move, and the pages they become. */
    private record Move(QueueIndex queue, List<Block> from, List<Page> to) {}

    /** With the catalogue's monitor held. */
    Cycle(
            Disk disk,
            Catalogue catalogue,
            StoreHealth health,
            BlockReader blocks,
            PageWriter pages,
            List<Segment> retired,
            List<PageFile> rewritten,
            long checkpointNumber,
            long firstSegment) {
        this.disk = disk;
        this.catalogue = catalogue;
        this.health = health;
        this.blocks = blocks;
        this.pages = pages;
        this.retired = List.copyOf(retired);
        this.rewritten = List.copyOf(rewritten);
        this.checkpointNumber = checkpointNumber;
        this.firstSegment = firstSegment;
        rewritten.forEach(file -> file.busy(true));
        this.moves = plan();
        this.copying = moves.iterator();
    }

    private List<Move> plan() {
        LongObjectHashMap<List<Block>> byQueue = new LongObjectHashMap<>();
        Set<Container> files = Set.copyOf(containers());
        for (Container file : files) {
            for (Block block : file.blocks()) {
                int slot = byQueue.indexOf(block.queue.id);
                if (!byQueue.indexExists(slot)) {
                    byQueue.indexInsert(slot, block.queue.id, new ArrayList<>());
                }
                byQueue.get(block.queue.id).add(block);
            }
        }
        List<Move> planned = new ArrayList<>();
        for (ObjectCursor<List<Block>> each : byQueue.values()) {
            split(each.value, planned);
        }
        planned.sort(Comparator.comparingLong(move -> move.queue().id));
        return planned;
    }

    private List<Container> containers() {
        List<Container> all = new ArrayList<>(retired);
        all.addAll(rewritten);
        return all;
    }

    /** A page must not reach over a block that stays where it is. */
    private static void split(List<Block> ofQueue, List<Move> planned) {
        ofQueue.sort(Comparator.comparingLong(block -> block.first));
        int expected = -1;
        for (Block block : ofQueue) {
            int index = block.queue.indexOf(block);
            if (index != expected) {
                planned.add(new Move(block.queue, new ArrayList<>(), new ArrayList<>()));
            }
            planned.get(planned.size() - 1).from().add(block);
            expected = index + 1;
        }
    }

    /** Goes on; false when all is done and the old files may go. */
    boolean step() throws IOException {
        switch (state) {
            case COPY -> {
                if (!copyNext()) {
                    state = State.FORCE;
                }
            }
            case FORCE -> {
                pages.force();
                unweighed = unweighed();
                state = State.WEIGH;
            }
            case WEIGH -> {
                if (!weighNext()) {
                    state = State.MOVE;
                }
            }
            case MOVE -> {
                synchronized (catalogue) {
                    moves.forEach(this::move);
                    pages.files().forEach(this::enter);
                    checkpoint = Checkpoint.encode(catalogue, checkpointNumber, firstSegment);
                }
                state = State.CHECKPOINT;
            }
            case CHECKPOINT -> {
                if (checkpoint != null) {
                    Checkpoint.write(disk, checkpoint);
                }
                state = State.DONE;
            }
            case DONE -> {}
        }
        return state != State.DONE;
    }

    // Copying.

    /** Copies the next block; false when there is none. */
    private boolean copyNext() throws IOException {
        Move current = move;
        if (current != null && nextBlock < current.from().size()) {
            copy(current, current.from().get(nextBlock++));
            return true;
        }
        if (current != null) {
            pages.endPage(current.queue(), current.to());
        }
        move = copying.hasNext() ? copying.next() : null;
        nextBlock = 0;
        return move != null;
    }

    private void copy(Move to, Block block) throws IOException {
        Extract extract;
        synchronized (catalogue) {
            if (block.slot < 0 || block.live == 0) {
                return;
            }
            extract = Extract.of(block, block.first, block.last(), Integer.MAX_VALUE);
        }
        try {
            blocks.read(extract, new Copy(to, extract));
        } finally {
            synchronized (catalogue) {
                extract.release();
            }
        }
    }

    /**
     * Copies into pages. A damaged record stops its queue for good, since the segment goes. A file with a damaged page
     * stays.
     */
    private final class Copy implements BlockReader.Target {
        private final Move to;
        private final Extract extract;

        Copy(Move to, Extract extract) {
            this.to = to;
            this.extract = extract;
        }

        @Override
        public void message(int index, byte[] bytes, int offset, int length) throws IOException {
            pages.add(to.queue(), extract.first + index, bytes, offset, length, to.to());
        }

        @Override
        public void damaged(int index, Damage damage) throws IOException {
            synchronized (catalogue) {
                catalogue.damage(damage);
                if (extract.container instanceof PageFile file) {
                    file.damaged();
                }
            }
            health.damaged(damage);
            if (extract.isPage()) {
                throw new IOException(damage.toString());
            }
        }
    }

    // Weighing: what the checkpoint tells of a page, the next start need not read.

    private Deque<Page> unweighed() {
        synchronized (catalogue) {
            return catalogue.pageFiles().stream()
                    .flatMap(file -> file.blocks().stream())
                    .map(Page.class::cast)
                    .filter(page -> page.queue.durable && page.isUnweighed())
                    .limit(WEIGHED_AT_MOST)
                    .collect(Collectors.toCollection(ArrayDeque::new));
        }
    }

    private boolean weighNext() {
        Page page = unweighed.poll();
        if (page == null) {
            return false;
        }
        long[] lasting;
        int messages;
        synchronized (catalogue) {
            if (page.slot < 0) {
                return true;
            }
            messages = page.lasting();
            lasting = Bits.of(page.span);
            for (int i = 0; i < page.span; i++) {
                if (page.isLasting(i)) {
                    Bits.set(lasting, i);
                }
            }
        }
        try {
            int weight = blocks.weigh(page, index -> Bits.has(lasting, index));
            synchronized (catalogue) {
                page.weight = weight;
                page.weighedMessages = messages;
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be weighed, the next start tries again: {}", page.container.name, e.toString());
        }
        return true;
    }

    // Moving.

    private void move(Move move) {
        QueueIndex queue = move.queue();
        if (catalogue.queue(queue.id) != queue) {
            return; // deleted meanwhile
        }
        int old = 0;
        for (Page page : move.to()) {
            old = bringUpToDate(page, move.from(), old);
        }
        long change = 0;
        for (Block block : move.from()) {
            if (block.slot >= 0) {
                change -= block.live;
                block.container.remove(block);
            }
        }
        List<Page> alive = new ArrayList<>();
        for (Page page : move.to()) {
            if (page.live > 0) {
                alive.add(page);
                page.container.add(page);
                change += page.live;
            }
        }
        queue.messages += change;
        queue.replaceGone(alive);
    }

    /** Takes over what became of the messages since they were copied. Returns where the next page's blocks begin. */
    private static int bringUpToDate(Page page, List<Block> from, int firstBlock) {
        int at = firstBlock;
        for (int index = 0; index < page.span; index++) {
            if (page.isGone(index)) {
                continue;
            }
            long sequence = page.first + index;
            while (from.get(at).last() < sequence) {
                at++;
            }
            Block block = from.get(at);
            int old = (int) (sequence - block.first);
            if (block.slot < 0 || block.live == 0 || block.isGone(old)) {
                Bits.set(page.goneForSpan(), index);
                page.live--;
                continue;
            }
            if (block.mark(old) != 0) {
                page.mark(sequence, sequence, block.mark(old));
            }
            page.note(sequence, block.note(sequence));
            if (block.isFleeting(old)) {
                page.fleeting = Block.grown(page.fleeting, page.span);
                Bits.set(page.fleeting, index);
            }
        }
        return at;
    }

    private void enter(PageFile file) {
        file.busy(false);
        catalogue.add(file);
        if (file.blocks().isEmpty()) {
            catalogue.empty(file);
        }
    }

    // The end.

    List<Segment> retired() {
        return retired;
    }

    List<PageFile> rewritten() {
        return rewritten;
    }

    /** Gives up; returns page files that hold nothing any more, but must stay until a checkpoint says so. */
    List<PageFile> fail() {
        if (state == State.COPY || state == State.FORCE || state == State.WEIGH || state == State.MOVE) {
            pages.discard();
            synchronized (catalogue) {
                for (PageFile file : rewritten) {
                    file.busy(false);
                    if (file.blocks().isEmpty()) {
                        catalogue.empty(file);
                    }
                }
            }
            return List.of();
        }
        return rewritten;
    }
}
