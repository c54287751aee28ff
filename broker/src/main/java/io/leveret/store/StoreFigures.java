// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

/**
 * A store's figures at one moment.
 *
 * @param journalBytes size of all journal segments, spare ones included
 * @param pageBytes size of all page files
 * @param freeBytes what the file system has left for the data directory
 * @param waitingBytes handed over by the loops and not yet written: who sees this grow takes in less
 * @param writtenBytes written to the journal since the store was opened
 * @param forces how long forces of the journal took
 * @param failing why nothing can be stored, or empty
 */
public record StoreFigures(
        long journalBytes,
        long pageBytes,
        long freeBytes,
        long waitingBytes,
        long writtenBytes,
        ForceTimes.Snapshot forces,
        String failing) {}
