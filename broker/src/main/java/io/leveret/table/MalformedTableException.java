// SPDX-License-Identifier: Apache-2.0
package io.leveret.table;

/** Bytes that are no field table. Carries no stack trace: a hostile client can cause one with every frame. */
public final class MalformedTableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MalformedTableException(String reason) {
        super(reason, null, false, false);
    }
}
