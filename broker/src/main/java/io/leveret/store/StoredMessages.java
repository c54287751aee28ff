// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import com.carrotsearch.hppc.ByteArrayList;
import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.LongArrayList;
import com.carrotsearch.hppc.LongLongHashMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some messages of one queue, read back, oldest first. They share one array of at most about a page: who keeps one of
 * them for long copies its bytes. Immutable.
 */
public final class StoredMessages {
    private final byte[] bytes;
    private final long[] sequences;
    private final int[] offsets;
    private final int[] lengths;
    private final byte[] marks;
    private final @Nullable LongLongHashMap notes;
    private final long next;

    private StoredMessages(byte[] bytes, Builder builder, long next) {
        this.bytes = bytes;
        this.sequences = builder.sequences.toArray();
        this.offsets = builder.offsets.toArray();
        this.lengths = builder.lengths.toArray();
        this.marks = builder.marks.toArray();
        this.notes = builder.notes;
        this.next = next;
    }

    public int count() {
        return sequences.length;
    }

    public long sequence(int index) {
        return sequences[index];
    }

    /** The last mark set with {@link StorePort#mark}, 0 to 255. */
    public int mark(int index) {
        return marks[index] & 0xFF;
    }

    /** The last one made with {@link StorePort#note}. */
    public long note(int index) {
        return notes == null ? 0 : notes.get(sequences[index]);
    }

    /** The array all messages are in. */
    public byte[] bytes() {
        return bytes;
    }

    public int offset(int index) {
        return offsets[index];
    }

    public int length(int index) {
        return lengths[index];
    }

    /** Where to read on, above all sequences here; above the end that was asked for when nothing is left up to it. */
    public long next() {
        return next;
    }

    /** Gathers messages. */
    static final class Builder {
        private final LongArrayList sequences = new LongArrayList();
        private final IntArrayList offsets = new IntArrayList();
        private final IntArrayList lengths = new IntArrayList();
        private final ByteArrayList marks = new ByteArrayList();
        private @Nullable LongLongHashMap notes;
        private byte[] bytes = {};
        private int used;

        /** Copies one message's bytes. */
        void add(long sequence, byte mark, byte[] source, int offset, int length) {
            if (bytes.length - used < length) {
                bytes = Arrays.copyOf(bytes, Math.max(used + length, 2 * bytes.length));
            }
            System.arraycopy(source, offset, bytes, used, length);
            add(sequence, mark, used, length);
            used += length;
        }

        /** Notes a message that lies in the array given at the end. */
        void add(long sequence, byte mark, int offset, int length) {
            sequences.add(sequence);
            marks.add(mark);
            offsets.add(offset);
            lengths.add(length);
        }

        /** What is noted about one of them. */
        void note(long sequence, long note) {
            if (note != 0) {
                LongLongHashMap present = notes;
                if (present == null) {
                    present = new LongLongHashMap();
                    notes = present;
                }
                present.put(sequence, note);
            }
        }

        int count() {
            return sequences.size();
        }

        boolean isEmpty() {
            return sequences.isEmpty();
        }

        /** Bytes copied so far. */
        int bytes() {
            return used;
        }

        StoredMessages build(long next) {
            return new StoredMessages(bytes, this, next);
        }

        StoredMessages build(byte[] shared, long next) {
            return new StoredMessages(shared, this, next);
        }

        /** Copies what was noted out of the array it lies in. */
        StoredMessages buildCopy(byte[] source, long next) {
            Builder copy = new Builder();
            copy.notes = notes;
            for (int i = 0; i < count(); i++) {
                copy.add(sequences.get(i), marks.get(i), source, offsets.get(i), lengths.get(i));
            }
            return copy.build(next);
        }
    }
}
