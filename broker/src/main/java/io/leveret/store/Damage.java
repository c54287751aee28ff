// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

/**
 * Bytes that are not what was written, or cannot be read.
 *
 * @param queue whose bytes they are
 * @param file name inside the data directory
 * @param offset in the file, bytes
 * @param what what is wrong there, for people
 */
public record Damage(long queue, String file, long offset, String what) {
    @Override
    public String toString() {
        return "queue " + queue + ": " + file + " at offset " + offset + ": " + what;
    }
}
