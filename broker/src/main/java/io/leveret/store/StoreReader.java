// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one that reads for the loops: one page or part of a segment for each request. Owned by its worker's thread. */
final class StoreReader implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(StoreReader.class);

    private final Catalogue catalogue;
    private final StoreOptions options;
    private final StoreHealth health;
    private final ConcurrentLinkedQueue<ReadRequest> requests = new ConcurrentLinkedQueue<>();
    private final BlockReader blocks;
    private Runnable wake = () -> {};

    /** What found nothing, while something the loop handed over before is not in the catalogue yet. */
    private final ArrayDeque<ReadRequest> early = new ArrayDeque<>();

    private volatile boolean hasEarly;

    StoreReader(Disk disk, Catalogue catalogue, StoreOptions options, StoreHealth health) {
        this.blocks = new BlockReader(disk);
        this.catalogue = catalogue;
        this.options = options;
        this.health = health;
    }

    /** Before the first request. */
    void wakeWith(Runnable waker) {
        wake = waker;
    }

    /** From a loop. */
    void request(ReadRequest request) {
        requests.add(request);
        wake.run();
    }

    /** The catalogue has grown; from the store writer. */
    void applied() {
        if (hasEarly) {
            wake.run();
        }
    }

    @Override
    public long turn(long now) {
        for (int i = early.size(); i > 0; i--) {
            serve(early.remove());
        }
        ReadRequest request = requests.poll();
        if (request != null) {
            serve(request);
            return 0;
        }
        close();
        return NOTHING;
    }

    /** Closes what is open for reading; it is opened again when needed. */
    void close() {
        try {
            blocks.rest();
        } catch (IOException e) {
            LOG.warn("closing page files: {}", e.toString());
        }
    }

    private void serve(ReadRequest request) {
        if (!request.port().hasApplied(request.enough())) {
            // Noted before looking, so that what is applied after the look wakes us.
            hasEarly = true;
        }
        boolean complete = request.port().hasApplied(request.enough());
        Extract extract = null;
        Damage damage = null;
        synchronized (catalogue) {
            QueueIndex queue = catalogue.queue(request.queue());
            if (queue != null) {
                damage = queue.damage;
                extract = damage == null ? find(queue, request) : null;
            }
        }
        if (damage != null) {
            fail(request, damage);
        } else if (extract != null) {
            read(request, extract);
        } else if (complete) {
            answer(request, new StoredMessages.Builder().build(after(request.to())));
        } else {
            early.add(request);
        }
        hasEarly = !early.isEmpty();
    }

    private @Nullable Extract find(QueueIndex queue, ReadRequest request) {
        for (int i = queue.find(request.from()); i < queue.size() && queue.at(i).first <= request.to(); i++) {
            Block block = queue.at(i);
            int end = request.to() >= block.last() ? block.span : block.indexFrom(request.to() + 1);
            int start = block.indexFrom(request.from());
            int index = block.gone == null ? start : Bits.nextClear(block.gone, start);
            if (block.live > 0 && index < end) {
                return Extract.of(block, request.from(), request.to(), options.pageBytes());
            }
        }
        return null;
    }

    private void read(ReadRequest request, Extract extract) {
        try {
            Found found = new Found(extract);
            if (extract.isPage()) {
                byte[] page = blocks.page(extract);
                blocks.readPage(extract, page, found);
                found.share(page);
            } else {
                blocks.read(extract, found);
            }
            Damage damage = found.damage;
            if (damage == null) {
                long end = extract.first + extract.end;
                answer(request, found.build(end > request.to() ? after(request.to()) : end));
            } else {
                synchronized (catalogue) {
                    catalogue.damage(damage);
                }
                health.damaged(damage);
                fail(request, damage);
            }
        } catch (IOException e) {
            fail(request, new Damage(extract.queue, extract.container.name, extract.offset, e.toString()));
        } finally {
            synchronized (catalogue) {
                extract.release();
            }
        }
    }

    private static long after(long sequence) {
        return sequence == Long.MAX_VALUE ? sequence : sequence + 1;
    }

    private static void answer(ReadRequest request, StoredMessages messages) {
        request.port().answer(() -> request.answer().read(messages));
    }

    private static void fail(ReadRequest request, Damage damage) {
        request.port().answer(() -> request.answer().failed(damage));
    }

    /** Messages as they are found: copies of a segment's, a page's where they are. */
    private static final class Found implements BlockReader.Target {
        private final Extract extract;
        private final StoredMessages.Builder builder = new StoredMessages.Builder();
        private byte @Nullable [] shared;
        private long wanted;
        private @Nullable Damage damage;

        Found(Extract extract) {
            this.extract = extract;
        }

        @Override
        public void message(int index, byte[] bytes, int offset, int length) {
            wanted += length;
            builder.note(extract.first + index, extract.note(index));
            if (extract.isPage()) {
                builder.add(extract.first + index, extract.mark(index), offset, length);
            } else {
                builder.add(extract.first + index, extract.mark(index), bytes, offset, length);
            }
        }

        @Override
        public void damaged(int index, Damage what) {
            if (damage == null) {
                damage = what;
            }
        }

        void share(byte[] page) {
            shared = page;
        }

        StoredMessages build(long next) {
            if (shared == null) {
                return builder.build(next);
            }
            // A few messages must not keep a page in memory.
            return wanted >= shared.length / 2 ? builder.build(shared, next) : builder.buildCopy(shared, next);
        }
    }
}
