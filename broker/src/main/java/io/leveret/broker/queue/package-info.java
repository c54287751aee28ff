// SPDX-License-Identifier: Apache-2.0
/**
 * Queues: ready and unacknowledged messages, consumers, dispatch. Each queue is owned by one loop and is a state
 * machine: commands in, effects out to sinks. May import message, exchange and policy.
 */
@NullMarked
package io.leveret.broker.queue;

import org.jspecify.annotations.NullMarked;
