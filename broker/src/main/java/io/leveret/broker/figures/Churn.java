// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.figures;

import java.util.Locale;

/** What comes and goes; RabbitMQ's names, in small letters, are the keys of its {@code churn_rates}. */
public enum Churn {
    CONNECTION_CREATED,
    CONNECTION_CLOSED,
    CHANNEL_CREATED,
    CHANNEL_CLOSED,
    QUEUE_DECLARED,
    QUEUE_CREATED,
    QUEUE_DELETED;

    private final String key = name().toLowerCase(Locale.ROOT);

    public String key() {
        return key;
    }
}
