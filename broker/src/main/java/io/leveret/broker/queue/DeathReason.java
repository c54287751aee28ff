// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import java.util.Locale;

/** Why a queue gives a message up that nobody has acknowledged. */
enum DeathReason {
    EXPIRED,
    REJECTED,
    MAXLEN,
    DELIVERY_LIMIT;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** As the header {@code x-death} has it. */
    String text() {
        return text;
    }
}
