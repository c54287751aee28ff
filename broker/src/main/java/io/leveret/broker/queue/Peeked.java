// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody saw who looked into a queue.
 *
 * @param next where to look on; null where there is nothing more
 */
public record Peeked(List<Seen> messages, PeekRequest.@Nullable Place next) {

    /**
     * One message.
     *
     * @param unacknowledged whether a consumer holds it
     * @param deliveries how often it has been handed out
     * @param expiresAt when it must go, milliseconds since 1970; 0 where it may stay
     */
    public record Seen(
            PeekRequest.Place place, boolean unacknowledged, int deliveries, long expiresAt, Message message) {}
}
