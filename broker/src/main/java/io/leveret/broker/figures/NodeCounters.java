// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.figures;

import io.leveret.loop.Loop;
import java.util.List;

/** The counters of every loop of a node. Immutable; each counter belongs to its loop. */
public final class NodeCounters {
    private final List<LoopCounters> loops;

    public NodeCounters(List<? extends Loop> loops) {
        this.loops = loops.stream().map(LoopCounters::new).toList();
    }

    public List<LoopCounters> loops() {
        return loops;
    }

    /**
     * @throws IllegalArgumentException if the loop is not one of the node's
     */
    public LoopCounters of(Loop loop) {
        for (LoopCounters counters : loops) {
            if (counters.loop() == loop) {
                return counters;
            }
        }
        throw new IllegalArgumentException(loop + " is not a loop of this node");
    }
}
