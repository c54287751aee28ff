// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.figures;

/** What one loop's connections to one virtual host have done. Owned by that loop. */
public final class VirtualHostCounters {
    private final MessageCounters messages;
    private final ByteCounters bytes;

    VirtualHostCounters(long nowNanos) {
        this.messages = new MessageCounters(nowNanos);
        this.bytes = new ByteCounters(nowNanos);
    }

    public MessageCounters messages() {
        return messages;
    }

    public ByteCounters bytes() {
        return bytes;
    }

    VirtualHostFigures read(long nowNanos) {
        return new VirtualHostFigures(messages.read(nowNanos), bytes.read(nowNanos));
    }
}
