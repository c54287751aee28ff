// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import com.carrotsearch.hppc.LongLongHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of a block are wanted, copied out of the catalogue, so that the file can be read without holding it.
 * The file is pinned until {@link #release}.
 */
final class Extract {
    final long queue;
    final Container container;
    final long first;
    /** Places in the span, from here to {@link #end}, not included. */
    final int start;

    final int end;

    /** For a page: where it lies; for a run: -1 and the places of its records. */
    final long offset;

    final int length;
    final int messages;

    private final long @Nullable [] gone;
    private final byte @Nullable [] marks;
    private final @Nullable LongLongHashMap notes;
    private final long[] positions;
    private final int[] lengths;

    private Extract(Block block, int start, int end, long[] positions, int[] lengths) {
        this.queue = block.queue.id;
        this.container = block.container;
        this.first = block.first;
        this.start = start;
        this.end = end;
        this.gone = block.gone == null ? null : block.gone.clone();
        this.marks = block.marks == null ? null : block.marks.clone();
        this.notes = block.notes == null ? null : block.notes.clone();
        this.positions = positions;
        this.lengths = lengths;
        if (block instanceof Page page) {
            this.offset = page.offset;
            this.length = page.length;
            this.messages = page.messages;
        } else {
            this.offset = -1;
            this.length = 0;
            this.messages = 0;
        }
        container.pin();
    }

    /** With the catalogue's monitor held. A run is cut short where it holds more than so many bytes. */
    static Extract of(Block block, long from, long to, int bytesMax) {
        int start = block.indexFrom(from);
        int end = to >= block.last() ? block.span : block.indexFrom(to + 1);
        if (!(block instanceof Run run)) {
            return new Extract(block, start, end, new long[0], new int[0]);
        }
        while (start < end && run.isGone(start)) {
            start++;
        }
        long bytes = 0;
        int stop = start;
        while (stop < end && (bytes == 0 || bytes < bytesMax)) {
            if (!run.isGone(stop)) {
                bytes += run.length(stop) + RecordFormat.GROUP_BYTES;
            }
            stop++;
        }
        long[] positions = new long[stop - start];
        int[] lengths = new int[stop - start];
        for (int i = start; i < stop; i++) {
            positions[i - start] = run.position(i);
            lengths[i - start] = run.length(i);
        }
        return new Extract(run, start, stop, positions, lengths);
    }

    boolean isPage() {
        return offset >= 0;
    }

    boolean wants(int index) {
        return index >= start && index < end && (gone == null || !Bits.has(gone, index));
    }

    byte mark(int index) {
        return marks == null || index >= marks.length ? 0 : marks[index];
    }

    long note(int index) {
        return notes == null ? 0 : notes.get(first + index);
    }

    long position(int index) {
        return positions[index - start];
    }

    int length(int index) {
        return lengths[index - start];
    }

    /** With the catalogue's monitor held. */
    void release() {
        container.unpin();
    }
}
