// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.io.IOException;
import java.util.List;

/**
 * The few things the store asks of a file system. Names are relative to the data directory, with {@code /}. Usable from
 * all threads of the store. The simulation brings its own, which loses, tears and fails.
 */
public interface Disk {

    /** Opens a file for reading and writing, and creates it if there is none; its directory exists. */
    DiskFile open(String name) throws IOException;

    /**
     * Opens a file for reading.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    DiskFile openToRead(String name) throws IOException;

    /** Whether there is a file of this name. */
    boolean exists(String name) throws IOException;

    /** Creates the directory if there is none. */
    void makeDirectory(String name) throws IOException;

    /** Names (without the directory's) of the files in a directory, in no order. */
    List<String> list(String directory) throws IOException;

    void delete(String name) throws IOException;

    /** Atomically, in place of what had the new name. */
    void rename(String from, String to) throws IOException;

    /** Makes creations, deletions and renames in this directory survive a crash; "" is the data directory. */
    void forceDirectory(String name) throws IOException;

    /** What is left for the data directory, bytes. */
    long freeBytes() throws IOException;
}
