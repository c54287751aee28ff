// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a store found when it was opened.
 *
 * @param definitions in the order they were written, from the last snapshot on
 * @param nextDefinition sequence of the next definitions record
 * @param definitionsDamage why some definitions could not be read, or null: a node should not serve without them
 * @param queues the durable queues that were created and not deleted
 */
public record Recovered(
        List<Definition> definitions,
        long nextDefinition,
        @Nullable Damage definitionsDamage,
        List<RecoveredQueue> queues) {
    /** An empty data directory. */
    public static final Recovered NOTHING = new Recovered(List.of(), 1, null, List.of());
}
