// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import java.util.List;

/**
 * What the node uses of its machine, at one moment, and the limits that raise its alarms.
 *
 * @param memoryUsedBytes what the memory alarm watches: heap that is alive, and buffers outside it
 * @param forceUpperSeconds upper bounds of the histogram's cells; the last one is infinite
 * @param forceCounts how many forces of the journal fell into each cell
 * @param forceSeconds all forces together
 */
public record NodeResources(
        long memoryUsedBytes,
        long memoryLimitBytes,
        long diskFreeBytes,
        long diskLimitBytes,
        long journalBytes,
        long pageBytes,
        long writtenBytes,
        List<Double> forceUpperSeconds,
        List<Long> forceCounts,
        double forceSeconds) {}
