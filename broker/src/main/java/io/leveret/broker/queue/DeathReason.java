// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a queue gives a message up that nobody has acknowledged. */
enum DeathReason {
    EXPIRED(1),
    REJECTED(2),
    MAXLEN(3),
    DELIVERY_LIMIT(4);

    /** As the store has it; 0 for none. */
    private final int code;

    private final String text = name().toLowerCase(Locale.ROOT);

    DeathReason(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static @Nullable DeathReason of(int code) {
        for (DeathReason reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        return null;
    }

    /** As the header {@code x-death} has it. */
    String text() {
        return text;
    }
}
