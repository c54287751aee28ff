// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

/** What a queue holds at one moment. */
public record QueueCounts(
        long ready, int unacknowledged, int consumers, long readyBodyBytes, long unacknowledgedBodyBytes) {}
