// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.io.IOException;

/** The data directory cannot be used as it is; the message is one line for people. */
public final class DataFormatException extends IOException {
    private static final long serialVersionUID = 1;

    DataFormatException(String message) {
        super(message);
    }
}
