// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Builds one page after the other. A page, little-endian:
 *
 * <pre>
 *     payloads, one after the other
 *     int per message: its sequence less the first
 *     int per message: its payload length, bytes
 *     footer:
 *  0  long   queue
 *  8  long   sequence of the first message
 * 16  int    messages
 * 20  int    payloads together, bytes
 * 24  int    CRC32C of the page up to here, mixed with the file's number
 * 28  int    magic
 * </pre>
 */
final class PageFormat {
    static final int FOOTER_BYTES = 32;
    private static final int MAGIC = 0x4547_4150;

    private PageFormat() {}

    static int length(int payloadBytes, int messages) {
        return payloadBytes + tableBytes(messages);
    }

    /** All behind the payloads. */
    static int tableBytes(int messages) {
        return 8 * messages + FOOTER_BYTES;
    }

    /** What is wrong with a page of this length in an array, or empty. */
    static String wrong(byte[] page, int length, long queue, long first, int messages, long file, CRC32C crc) {
        int footer = length - FOOTER_BYTES;
        int expected = RecordFormat.checksum(crc, page, 0, footer + 24) ^ RecordFormat.mix(file);
        if (RecordFormat.intAt(page, footer + 24) != expected) {
            return "the page's checksum does not match";
        }
        if (RecordFormat.intAt(page, footer + 28) != MAGIC
                || RecordFormat.longAt(page, footer) != queue
                || RecordFormat.longAt(page, footer + 8) != first
                || RecordFormat.intAt(page, footer + 16) != messages) {
            return "this is not the page that should be here";
        }
        return "";
    }

    /** Gathers messages of one queue into a page. */
    static final class Builder {
        private byte[] bytes = new byte[8 * 1024];
        private int[] deltas = new int[16];
        private int[] lengths = new int[16];
        private int used;
        private int count;
        private long first;

        boolean isEmpty() {
            return count == 0;
        }

        /** Whether the page has room for one more, or is empty. */
        boolean takes(long sequence, int length, StoreOptions options) {
            return count == 0
                    || (count < options.pageMessages()
                            && (long) used + length <= options.pageBytes()
                            && sequence - first < Block.SPAN_MAX);
        }

        void add(long sequence, byte[] source, int offset, int length) {
            if (count == 0) {
                first = sequence;
            }
            reserve(used + length);
            System.arraycopy(source, offset, bytes, used, length);
            used += length;
            if (count == deltas.length) {
                deltas = Arrays.copyOf(deltas, 2 * count);
                lengths = Arrays.copyOf(lengths, 2 * count);
            }
            deltas[count] = (int) (sequence - first);
            lengths[count++] = length;
        }

        long first() {
            return first;
        }

        int span() {
            return deltas[count - 1] + 1;
        }

        int count() {
            return count;
        }

        /** Which places of the span have no message, or null when all have one. */
        long @Nullable [] absent() {
            if (count == span()) {
                return null;
            }
            long[] absent = Bits.of(span());
            Bits.set(absent, 0, span());
            for (int i = 0; i < count; i++) {
                absent[deltas[i] >> 6] &= ~(1L << deltas[i]);
            }
            return absent;
        }

        /** Completes the page, which is in {@link #bytes} from 0 to what this returns. */
        int complete(long queue, long file, CRC32C crc) {
            int at = used;
            int length = PageFormat.length(used, count);
            reserve(length);
            for (int i = 0; i < count; i++) {
                RecordFormat.intAt(bytes, at + 4 * i, deltas[i]);
                RecordFormat.intAt(bytes, at + 4 * (count + i), lengths[i]);
            }
            int footer = length - FOOTER_BYTES;
            RecordFormat.longAt(bytes, footer, queue);
            RecordFormat.longAt(bytes, footer + 8, first);
            RecordFormat.intAt(bytes, footer + 16, count);
            RecordFormat.intAt(bytes, footer + 20, used);
            RecordFormat.intAt(
                    bytes, footer + 24, RecordFormat.checksum(crc, bytes, 0, footer + 24) ^ RecordFormat.mix(file));
            RecordFormat.intAt(bytes, footer + 28, MAGIC);
            return length;
        }

        byte[] bytes() {
            return bytes;
        }

        void clear(StoreOptions options) {
            used = 0;
            count = 0;
            if (bytes.length > 4 * options.pageBytes()) {
                bytes = new byte[8 * 1024];
            }
        }

        private void reserve(int length) {
            if (bytes.length < length) {
                bytes = Arrays.copyOf(bytes, Math.max(length, Math.min(2 * bytes.length, 1 << 20)));
            }
        }
    }
}
