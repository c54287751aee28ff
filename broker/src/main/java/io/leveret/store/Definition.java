// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

/** One record of the definitions log; the bytes are its writer's. Immutable by agreement. */
public final class Definition {
    private final int version;
    private final boolean snapshot;
    private final byte[] bytes;

    Definition(int version, boolean snapshot, byte[] bytes) {
        this.version = version;
        this.snapshot = snapshot;
        this.bytes = bytes;
    }

    /** Of the format of the bytes, 0 to 32,767. */
    public int version() {
        return version;
    }

    /** Whether this stands for all records before it, which are gone. */
    public boolean snapshot() {
        return snapshot;
    }

    public byte[] bytes() {
        return bytes;
    }
}
