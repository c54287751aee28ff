// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.node;

/** Nobody answers, or nobody in time. */
public final class UnreachableException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean late;

    UnreachableException(String problem, boolean late) {
        super(problem);
        this.late = late;
    }

    /** The node took the call, and did not answer in time. */
    public boolean isLate() {
        return late;
    }
}
