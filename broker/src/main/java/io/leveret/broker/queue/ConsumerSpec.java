// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.table.Table;

/**
 * One basic.consume.
 *
 * @param noAck messages count as acknowledged when they are handed over
 * @param prefetch how many messages may be unacknowledged; 0 means no limit
 * @param rationed whether the channel limits what its consumers hold together
 * @param priority {@code x-priority}; the highest that takes messages gets them all
 */
public record ConsumerSpec(
        ConsumerKey key,
        Subscriber subscriber,
        boolean noAck,
        boolean exclusive,
        int prefetch,
        boolean rationed,
        int priority,
        Table arguments) {}
