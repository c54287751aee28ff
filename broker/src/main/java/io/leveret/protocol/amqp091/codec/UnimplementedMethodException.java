// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

/** A method that does not exist, or that only a server may send. */
public final class UnimplementedMethodException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int method;

    UnimplementedMethodException(int method) {
        super("unimplemented method " + MethodIds.name(method), null, false, false);
        this.method = method;
    }

    /** See {@link MethodIds}. */
    public int method() {
        return method;
    }
}
