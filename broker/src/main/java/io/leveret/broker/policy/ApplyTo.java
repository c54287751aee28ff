// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.policy;

import org.jspecify.annotations.Nullable;

/** What a policy is about. */
public enum ApplyTo {
    ALL("all"),
    QUEUES("queues"),
    CLASSIC_QUEUES("classic_queues"),
    QUORUM_QUEUES("quorum_queues"),
    STREAMS("streams"),
    EXCHANGES("exchanges");

    private final String text;

    ApplyTo(String text) {
        this.text = text;
    }

    /** As operators write it. */
    public String text() {
        return text;
    }

    public static @Nullable ApplyTo of(String text) {
        for (ApplyTo each : values()) {
            if (each.text.equals(text)) {
                return each;
            }
        }
        return null;
    }

    boolean exchanges() {
        return this == ALL || this == EXCHANGES;
    }

    /**
     * @param type {@code classic}, {@code quorum} or {@code stream}
     */
    boolean queues(String type) {
        return switch (this) {
            case ALL, QUEUES -> true;
            case CLASSIC_QUEUES -> type.equals("classic");
            case QUORUM_QUEUES -> type.equals("quorum");
            case STREAMS -> type.equals("stream");
            case EXCHANGES -> false;
        };
    }
}
