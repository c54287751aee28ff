// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import org.jspecify.annotations.Nullable;

/**
 * The definitions' log of commands, in the same journal as the messages, so that their order is one. Owned by the loop
 * of the definitions' one writer. A record is a message of queue 0: two bytes of version and kind, then the writer's
 * bytes.
 */
public final class DefinitionsLog {
    /** The queue that holds the definitions. */
    public static final long QUEUE = 0;

    private static final int SNAPSHOT = 0x8000;
    private static final int HEAD_BYTES = 2;

    private final StorePort port;
    private long nextSequence;
    private long logBytes;
    private long snapshotBytes;

    /** A log that goes on after what was recovered. */
    public DefinitionsLog(StorePort port, Recovered recovered) {
        this.port = port;
        this.nextSequence = recovered.nextDefinition();
        for (Definition definition : recovered.definitions()) {
            count(definition.snapshot(), definition.bytes().length);
        }
    }

    /** Appends one command. */
    public void append(int version, Source command, @Nullable Receipt receipt) {
        count(false, command.length());
        port.enqueue(QUEUE, nextSequence++, true, new Headed(version, command), receipt);
    }

    /**
     * Puts a snapshot in the place of all records before it; those go once it is on disk.
     *
     * @param receipt told as well
     */
    public void snapshot(int version, Source state, @Nullable Receipt receipt) {
        count(true, state.length());
        long sequence = nextSequence++;
        port.enqueue(QUEUE, sequence, true, new Headed(version | SNAPSHOT, state), new Receipt() {
            @Override
            public void stored() {
                port.settle(QUEUE, 1, sequence - 1);
                if (receipt != null) {
                    receipt.stored();
                }
            }

            @Override
            public void failed(String reason) {
                if (receipt != null) {
                    receipt.failed(reason);
                }
            }
        });
    }

    /** Whether the commands since the last snapshot outweigh it, so that a new one would pay. */
    public boolean wantsSnapshot() {
        return logBytes > Math.max(1 << 20, 2 * snapshotBytes);
    }

    private void count(boolean snapshot, int bytes) {
        if (snapshot) {
            snapshotBytes = bytes;
            logBytes = 0;
        } else {
            logBytes += bytes + HEAD_BYTES;
        }
    }

    /** A stored record as the definition it is. */
    static Definition decode(byte[] bytes, int offset, int length) {
        int head = ((bytes[offset] & 0xFF) << 8) | (bytes[offset + 1] & 0xFF);
        byte[] body = java.util.Arrays.copyOfRange(bytes, offset + HEAD_BYTES, offset + length);
        return new Definition(head & ~SNAPSHOT, (head & SNAPSHOT) != 0, body);
    }

    /** The record's own two bytes in front of the writer's. */
    private record Headed(int head, Source source) implements Source {
        @Override
        public int length() {
            return HEAD_BYTES + source.length();
        }

        @Override
        public void copyTo(byte[] target, int offset) {
            target[offset] = (byte) (head >> 8);
            target[offset + 1] = (byte) head;
            source.copyTo(target, offset + HEAD_BYTES);
        }
    }
}
