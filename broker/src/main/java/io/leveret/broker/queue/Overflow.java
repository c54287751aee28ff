// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import org.jspecify.annotations.Nullable;

/** What a queue does with a message that is one too many ({@code x-overflow}). */
enum Overflow {
    /** The oldest goes. */
    DROP_HEAD("drop-head"),
    /** The new one is refused. */
    REJECT_PUBLISH("reject-publish"),
    /** The new one is refused and dead-lettered. */
    REJECT_PUBLISH_DLX("reject-publish-dlx");

    private final String text;

    Overflow(String text) {
        this.text = text;
    }

    static @Nullable Overflow of(String text) {
        for (Overflow each : values()) {
            if (each.text.equals(text)) {
                return each;
            }
        }
        return null;
    }
}
