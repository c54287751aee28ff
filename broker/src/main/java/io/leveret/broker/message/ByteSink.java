// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.message;

/** Where a message's bytes are written to, one piece after the other: a connection's outgoing frames. */
public interface ByteSink {

    void write(byte[] bytes, int offset, int length);
}
