// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.figures;

/** What the connections to one virtual host have done. */
public record VirtualHostFigures(MessageFigures messages, ByteFigures bytes) {
    public static final VirtualHostFigures NONE = new VirtualHostFigures(MessageFigures.NONE, ByteFigures.NONE);

    public VirtualHostFigures plus(VirtualHostFigures other) {
        return new VirtualHostFigures(messages.plus(other.messages), bytes.plus(other.bytes));
    }
}
