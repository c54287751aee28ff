// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.io.IOException;

/** One open file of a {@link Disk}. Any thread may read while one writes. */
public interface DiskFile extends AutoCloseable {

    /** Writes all of it. */
    void write(byte[] bytes, int offset, int length, long position) throws IOException;

    /** Reads until the length or the end of the file is reached; returns how many bytes were read. */
    int read(byte[] bytes, int offset, int length, long position) throws IOException;

    /** Makes what was written survive a crash, also a new size; may leave out times. */
    void force() throws IOException;

    void truncate(long size) throws IOException;

    long size() throws IOException;

    @Override
    void close() throws IOException;
}
