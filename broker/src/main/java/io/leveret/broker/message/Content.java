// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.message;

/**
 * The bytes of a message: its encoded properties (AMQP 0-9-1: flags and property list, kept as the publisher sent them)
 * and its body. Borrowed content lives in a connection's read buffer and is valid only while the publish is being
 * handled; what stays longer is made to {@link #outlive}.
 */
public interface Content {

    int propertiesBytes();

    int bodyBytes();

    void writeProperties(ByteSink to);

    /** Writes a part of the body. */
    void writeBody(int offset, int length, ByteSink to);

    void copyProperties(byte[] target, int offset);

    void copyBody(byte[] target, int offset);

    /** This content if it owns its bytes, else a copy that does. */
    Content outlive();
}
