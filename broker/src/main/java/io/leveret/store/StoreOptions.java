// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

/**
 * Sizes of a store. The defaults fit a node; tests take small ones.
 *
 * @param segmentBytes size of a journal segment
 * @param growBytes by how much a new journal file is written ahead with zeros, so that forces need not record its size
 * @param sealedSegments full segments at which the oldest half is retired: its live messages move to pages
 * @param sealedSegmentsMax full segments at which writing waits for the retirement
 * @param spareSegments retired segments kept for the next use
 * @param pageBytes payload of a page; a larger message has a page of its own
 * @param pageMessages messages of a page
 * @param pageFileBytes size at which the next page file begins
 * @param deadBytes what page files may hold in vain, besides half of what they hold alive, before they are rewritten
 */
public record StoreOptions(
        int segmentBytes,
        int growBytes,
        int sealedSegments,
        int sealedSegmentsMax,
        int spareSegments,
        int pageBytes,
        int pageMessages,
        long pageFileBytes,
        long deadBytes) {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    public static final StoreOptions DEFAULT =
            new StoreOptions(16 * MIB, MIB, 4, 16, 6, 128 * KIB, 4_096, 64 * MIB, 64 * MIB);
}
