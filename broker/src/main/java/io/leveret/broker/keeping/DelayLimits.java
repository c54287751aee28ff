// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

/**
 * How much of what is delayed is in memory.
 *
 * @param messages a bucket with more is divided before it is read
 * @param bytes the same, of what the store has
 * @param known with more messages that are known one by one, no more are read than must be
 */
record DelayLimits(long messages, long bytes, int known) {
    static final DelayLimits DEFAULT = new DelayLimits(32_768, 32 << 20, 65_536);
}
