// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The beginning of each file of the store, little-endian; magic, version and checksum are there in every format:
 *
 * <pre>
 *  0  8 bytes  magic
 *  8  int      format version
 * 12  int      CRC32C of the other bytes
 * 16  long     number of the file
 * 24  long     salt, mixed into the checksums of a journal segment's records
 * 32  long     a; its meaning is the kind's
 * 40  long     b
 * </pre>
 */
record FileHeader(long number, long salt, long a, long b) {
    static final int BYTES = 48;
    /** Kinds of files. */
    enum Kind {
        /** a and b: number of the segment before, and where it ends. */
        JOURNAL("LEVJRNL\n", 2),
        PAGES("LEVPAGE\n", 1),
        /** a: the first segment to replay. b: bytes after the header. */
        CHECKPOINT("LEVCKPT\n", 3);

        /** The eight letters as they are read. */
        private final long magic;

        /** The format that this version of Leveret writes, and the only one it reads. */
        final int version;

        Kind(String letters, int version) {
            this.version = version;
            this.magic = RecordFormat.longAt(letters.getBytes(StandardCharsets.US_ASCII), 0);
        }
    }

    void encode(Kind kind, byte[] bytes, int at) {
        RecordFormat.longAt(bytes, at, kind.magic);
        RecordFormat.intAt(bytes, at + 8, kind.version);
        RecordFormat.longAt(bytes, at + 16, number);
        RecordFormat.longAt(bytes, at + 24, salt);
        RecordFormat.longAt(bytes, at + 32, a);
        RecordFormat.longAt(bytes, at + 40, b);
        RecordFormat.intAt(bytes, at + 12, checksum(bytes, at));
    }

    /** Whether there is a whole header of this kind, of whichever version. */
    static boolean isSound(Kind kind, byte[] bytes, int at) {
        return RecordFormat.longAt(bytes, at) == kind.magic
                && RecordFormat.intAt(bytes, at + 12) == checksum(bytes, at);
    }

    /** Refuses what seems to be a header of this kind in another version's format, sound or not. */
    static void refuseOther(Kind kind, String file, byte[] bytes, int at) throws DataFormatException {
        if (RecordFormat.longAt(bytes, at) == kind.magic) {
            checkVersion(kind, file, bytes, at);
        }
    }

    private static void checkVersion(Kind kind, String file, byte[] bytes, int at) throws DataFormatException {
        int version = RecordFormat.intAt(bytes, at + 8);
        if (version != kind.version) {
            throw new DataFormatException(file + " has the " + (version < kind.version ? "older" : "newer") + " format "
                    + version + ", this version of Leveret reads format " + kind.version
                    + ": use the version that wrote it");
        }
    }

    /** The header, which must be sound. */
    static FileHeader decode(Kind kind, String file, byte[] bytes, int at) throws DataFormatException {
        checkVersion(kind, file, bytes, at);
        return new FileHeader(
                RecordFormat.longAt(bytes, at + 16),
                RecordFormat.longAt(bytes, at + 24),
                RecordFormat.longAt(bytes, at + 32),
                RecordFormat.longAt(bytes, at + 40));
    }

    private static int checksum(byte[] bytes, int at) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, 12);
        crc.update(bytes, at + 16, BYTES - 16);
        return (int) crc.getValue();
    }
}
