// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The few page files a reading thread has open, so that a large backlog does not need a descriptor for each file. */
final class OpenPageFiles {
    private static final int OPEN_MAX = 4;

    private final Disk disk;
    private final Map<PageFile, DiskFile> open = new LinkedHashMap<>(8, 0.75f, true);

    OpenPageFiles(Disk disk) {
        this.disk = disk;
    }

    /** The file, open until {@link #closeAll} or until others are asked for. */
    DiskFile of(PageFile file) throws IOException {
        DiskFile found = open.get(file);
        if (found == null) {
            found = disk.openToRead(file.name);
            open.put(file, found);
            check(file.name, found);
            if (open.size() > OPEN_MAX) {
                PageFile eldest = open.keySet().iterator().next();
                DiskFile old = open.remove(eldest);
                if (old != null) {
                    old.close();
                }
            }
        }
        return found;
    }

    /** Whether this version can read the pages; a damaged header is not a reason not to, they have their own checks. */
    private static void check(String name, DiskFile file) throws IOException {
        byte[] header = new byte[FileHeader.BYTES];
        file.read(header, 0, header.length, 0);
        if (FileHeader.isSound(FileHeader.Kind.PAGES, header, 0)) {
            FileHeader.decode(FileHeader.Kind.PAGES, name, header, 0);
        }
    }

    /** A deleted file keeps its space until it is closed: to be called whenever there is nothing to read. */
    void closeAll() throws IOException {
        for (DiskFile file : open.values()) {
            file.close();
        }
        open.clear();
    }
}
