// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import io.leveret.loop.Published;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a trie, all in one hash table with open addressing, found by parent and word. One writer, any number of
 * readers without a lock: a node is replaced in its slot and never moves within a table; when a quarter of the
 * slots have been used the writer publishes a new table, and readers of the old one finish with that.
 */
final class TopicNodes {
    private static final int SLOTS_MIN = 16;

    /** Slots per node at least: a word that is not there mostly meets an empty slot, which costs no look at a node. */
    private static final int SLOTS_PER_NODE = 4;

    private final Published<AtomicReferenceArray<@Nullable TopicNode>> table =
            new Published<>(new AtomicReferenceArray<>(SLOTS_MIN));

    // The writer's own: nodes there now, and slots that hold one or held one before.
    private int size;
    private int used;

    /** From any loop: what {@link #find} looks in, the same for one whole match. */
    AtomicReferenceArray<@Nullable TopicNode> slots() {
        return table.get();
    }

    /** From any loop: the node for the word that is {@code text} from {@code start} to {@code end}, or null. */
    static @Nullable TopicNode find(
            AtomicReferenceArray<@Nullable TopicNode> slots,
            long parent,
            int wordHash,
            String text,
            int start,
            int end) {
        int hash = hash(parent, wordHash);
        int mask = slots.length() - 1;
        int slot = hash & mask;
        for (TopicNode node = slots.get(slot); node != null; node = slots.get(slot)) {
            if (node.hash() == hash
                    && node.parent() == parent
                    && node.word().length() == end - start
                    && text.startsWith(node.word(), start)) {
                return node;
            }
            slot = (slot + 1) & mask;
        }
        return null;
    }

    static @Nullable TopicNode find(AtomicReferenceArray<@Nullable TopicNode> slots, long parent, String word) {
        return find(slots, parent, wordHash(word), word, 0, word.length());
    }

    private static int wordHash(String word) {
        int hash = 0;
        for (int i = 0; i < word.length(); i++) {
            hash = wordHash(hash, word.charAt(i));
        }
        return hash;
    }

    /** The hash of a word so far, from 0, and its next character. */
    static int wordHash(int hash, char next) {
        return 31 * hash + next;
    }

    private static int hash(long parent, int wordHash) {
        long mixed = ((parent + 1) * 0x9E37_79B9_7F4A_7C15L) ^ wordHash;
        return (int) ((mixed * 0xD6E8_FEB8_6659_FD93L) >>> 32);
    }

    /** Only by the writer: a new node that nothing hangs on yet. */
    TopicNode add(long id, long parent, String word) {
        if ((used + 1) * SLOTS_PER_NODE > table.get().length()) {
            rebuild();
        }
        AtomicReferenceArray<@Nullable TopicNode> slots = table.get();
        TopicNode node = TopicNode.leaf(id, parent, word, hash(parent, wordHash(word)));
        int slot = freeSlot(node, slots);
        used += slots.get(slot) == null ? 1 : 0;
        size++;
        slots.set(slot, node);
        return node;
    }

    /** Only by the writer: puts the node in place of the one with its id. */
    void replace(TopicNode node) {
        table.get().set(slotOf(node), node);
    }

    /** Only by the writer. */
    void remove(TopicNode node) {
        table.get().set(slotOf(node), TopicNode.REMOVED);
        size--;
    }

    int size() {
        return size;
    }

    private int slotOf(TopicNode node) {
        AtomicReferenceArray<@Nullable TopicNode> slots = table.get();
        int slot = node.hash() & (slots.length() - 1);
        for (TopicNode there = slots.get(slot); there != null; there = slots.get(slot)) {
            if (there.id() == node.id()) {
                return slot;
            }
            slot = (slot + 1) & (slots.length() - 1);
        }
        throw new IllegalStateException("no node " + node.id() + " for word '" + node.word() + "'");
    }

    private static int freeSlot(TopicNode node, AtomicReferenceArray<@Nullable TopicNode> slots) {
        int slot = node.hash() & (slots.length() - 1);
        for (TopicNode there = slots.get(slot); there != null; there = slots.get(slot)) {
            if (there.isRemoved()) {
                return slot;
            }
            slot = (slot + 1) & (slots.length() - 1);
        }
        return slot;
    }

    /** Makes room for as many nodes again, and leaves the removed ones behind. */
    private void rebuild() {
        AtomicReferenceArray<@Nullable TopicNode> old = table.get();
        int length = Math.max(SLOTS_MIN, Integer.highestOneBit(size + 1) * SLOTS_PER_NODE * 4);
        AtomicReferenceArray<@Nullable TopicNode> slots = new AtomicReferenceArray<>(length);
        for (int i = 0; i < old.length(); i++) {
            TopicNode node = old.get(i);
            if (node != null && !node.isRemoved()) {
                slots.setPlain(freeSlot(node, slots), node);
            }
        }
        used = size;
        table.set(slots);
    }
}
