// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import io.leveret.management.NodeResources;
import io.leveret.store.ForceTimes;
import io.leveret.store.Store;
import io.leveret.store.StoreFigures;
import java.util.ArrayList;
import java.util.List;

/** What a node uses of its machine, for its operators. From any thread. */
record Resources(Store store, ResourceWatch watch) {

    NodeResources now() {
        StoreFigures figures = store.figures();
        ForceTimes.Snapshot forces = figures.forces();
        List<Double> upperSeconds = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        for (int cell = 0; cell < forces.cells(); cell++) {
            long micros = forces.upperMicros(cell);
            upperSeconds.add(micros == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : micros / 1e6);
            counts.add(forces.count(cell));
        }
        return new NodeResources(
                watch.memoryUsed(),
                watch.memoryLimit(),
                figures.freeBytes(),
                watch.diskLimit(),
                figures.journalBytes(),
                figures.pageBytes(),
                figures.writtenBytes(),
                upperSeconds,
                counts,
                forces.nanos() / 1e9);
    }
}
