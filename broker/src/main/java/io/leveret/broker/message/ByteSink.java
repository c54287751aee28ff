// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.message;

import java.nio.ByteBuffer;

/** Where a message's bytes are copied to: a connection's outgoing frames, the journal. */
public interface ByteSink {

    void write(byte[] bytes, int offset, int length);

    /** Takes all that remains in the buffer. */
    void write(ByteBuffer bytes);
}
