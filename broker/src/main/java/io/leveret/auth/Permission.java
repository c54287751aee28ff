// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.util.Locale;

/** What one may be allowed to do with a queue or an exchange. */
public enum Permission {
    CONFIGURE,
    WRITE,
    READ;

    private final String inText = name().toLowerCase(Locale.ROOT);

    /** As error texts name it. */
    public String inText() {
        return inText;
    }
}
