// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.figures;

import java.util.Locale;

/** What can happen to a message; RabbitMQ's names, in small letters, are the keys of its {@code message_stats}. */
public enum MessageEvent {
    PUBLISH,
    CONFIRM,
    RETURN_UNROUTABLE,
    DROP_UNROUTABLE,
    DELIVER,
    DELIVER_NO_ACK,
    GET,
    GET_NO_ACK,
    GET_EMPTY,
    REDELIVER,
    ACK;

    private final String key = name().toLowerCase(Locale.ROOT);

    public String key() {
        return key;
    }
}
