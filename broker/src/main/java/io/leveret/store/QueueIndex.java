// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where one queue's messages are: blocks, oldest first, that do not overlap. Guarded by the {@link Catalogue}. */
final class QueueIndex {
    private static final Block[] NONE = {};

    final long id;
    final boolean durable;

    /** Highest sequence seen. */
    long last;
    /** Highest sequence of an enqueue. */
    long enqueued;
    /** Messages that are not gone. */
    long messages;

    /** Why the queue must not serve. */
    @Nullable
    Damage damage;

    private Block[] blocks = NONE;
    private int head;
    private int end;

    QueueIndex(long id, boolean durable) {
        this.id = id;
        this.durable = durable;
    }

    int size() {
        return end - head;
    }

    Block at(int index) {
        return blocks[head + index];
    }

    /** Index of the first block that ends at or above this sequence. */
    int find(long sequence) {
        int low = head;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (blocks[middle].last() < sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - head;
    }

    /** Of a block that is here. */
    int indexOf(Block block) {
        int index = find(block.last());
        while (at(index) != block) {
            index++; // an open run may be empty, and begin where it ended
        }
        return index;
    }

    void add(Block block) {
        if (end == blocks.length) {
            int size = size();
            Block[] target = 2 * size < blocks.length ? blocks : new Block[Math.max(2, 2 * size)];
            System.arraycopy(blocks, head, target, 0, size);
            if (target == blocks) {
                Arrays.fill(blocks, size, end, null);
            }
            blocks = target;
            head = 0;
            end = size;
        }
        blocks[end++] = block;
    }

    void put(int index, Block block) {
        blocks[head + index] = block;
    }

    /** Takes the blocks from one index to another (not included) out of the list. */
    void remove(int from, int to) {
        int count = to - from;
        if (from == 0) {
            Arrays.fill(blocks, head, head + count, null);
            head += count;
        } else {
            System.arraycopy(blocks, head + to, blocks, head + from, size() - to);
            Arrays.fill(blocks, end - count, end, null);
            end -= count;
        }
        if (head == end) {
            head = 0;
            end = 0;
            blocks = blocks.length > 8 ? NONE : blocks;
        }
    }

    /** Puts pages in the place of blocks of the same range of sequences that have left their containers. */
    void replaceGone(List<Page> by) {
        Block[] next = new Block[size() + by.size()];
        int size = 0;
        int inserted = 0;
        for (int i = head; i < end; i++) {
            while (inserted < by.size() && by.get(inserted).first <= blocks[i].last()) {
                next[size++] = by.get(inserted++);
            }
            if (blocks[i].slot >= 0) {
                next[size++] = blocks[i];
            }
        }
        while (inserted < by.size()) {
            next[size++] = by.get(inserted++);
        }
        blocks = next;
        head = 0;
        end = size;
    }
}
