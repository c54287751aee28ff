// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import org.jspecify.annotations.Nullable;

/**
 * A durable queue as it was found: its messages are read with {@link StorePort#read}.
 *
 * @param nextSequence above every sequence the store has seen of this queue
 * @param messages how many it holds
 * @param bytes their length together
 * @param damage why the queue must not serve, or null
 */
public record RecoveredQueue(
        long id,
        long nextSequence,
        long messages,
        long bytes,
        @Nullable Damage damage) {}
