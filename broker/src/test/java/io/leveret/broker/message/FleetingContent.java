// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.message;

/** Content as it lies in a connection's read buffer: once the publish is over, other bytes are there. */
public final class FleetingContent implements Content {
    private final Content content;
    private boolean over;

    public FleetingContent(Content content) {
        this.content = content;
    }

    /** The publish is over. */
    public void end() {
        over = true;
    }

    private Content present() {
        if (over) {
            throw new AssertionError("content is read after the publish that lent it");
        }
        return content;
    }

    @Override
    public int propertiesBytes() {
        return present().propertiesBytes();
    }

    @Override
    public int bodyBytes() {
        return present().bodyBytes();
    }

    @Override
    public void writeProperties(ByteSink to) {
        present().writeProperties(to);
    }

    @Override
    public void writeBody(int offset, int length, ByteSink to) {
        present().writeBody(offset, length, to);
    }

    @Override
    public void copyProperties(byte[] target, int offset) {
        present().copyProperties(target, offset);
    }

    @Override
    public void copyBody(byte[] target, int offset) {
        present().copyBody(target, offset);
    }

    @Override
    public Content outlive() {
        return present().outlive();
    }
}
