// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.table.Table;

/**
 * A consumer at one moment, as operators see it.
 *
 * @param active whether it gets messages: false for those that wait behind a single active consumer
 */
public record ConsumerView(
        QueueRef queue,
        ConsumerKey key,
        boolean noAck,
        boolean exclusive,
        int prefetch,
        boolean active,
        int unacknowledged,
        Table arguments) {}
