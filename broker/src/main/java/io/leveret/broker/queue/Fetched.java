// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one basic.get.
 *
 * @param message null where nothing was ready
 * @param remaining how many stay ready behind it
 */
public record Fetched(@Nullable Message message, long sequence, boolean redelivered, long remaining) {
    static final Fetched EMPTY = new Fetched(null, 0, false, 0);
}
