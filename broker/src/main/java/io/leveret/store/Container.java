// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.util.ArrayList;
import java.util.List;

/** A file that holds messages, and the blocks of it that are still alive. Guarded by the {@link Catalogue}. */
abstract sealed class Container permits Segment, PageFile {
    final long number;
    final String name;
    private final List<Block> blocks = new ArrayList<>();
    private int pins;

    Container(long number, String name) {
        this.number = number;
        this.name = name;
    }

    void add(Block block) {
        block.slot = blocks.size();
        blocks.add(block);
    }

    void remove(Block block) {
        int last = blocks.size() - 1;
        Block moved = blocks.get(last);
        blocks.set(block.slot, moved);
        moved.slot = block.slot;
        blocks.remove(last);
        block.slot = -1;
    }

    List<Block> blocks() {
        return blocks;
    }

    /** Some messages of one of its blocks are gone. */
    abstract void settled(Block block, int messages);

    /** A reader is at work in the file: it must not be deleted or written anew. */
    void pin() {
        pins++;
    }

    void unpin() {
        pins--;
    }

    boolean pinned() {
        return pins > 0;
    }
}
