// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.queue.ConsumerView;
import io.leveret.broker.queue.QueueRef;
import io.leveret.loop.Loop;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/** Finds out about queues, many at a time. On the server's loop. */
final class QueueFinder implements Listing.Finder<QueueRow> {
    private static final int COUNTED_PER_TURN = 2_000;
    private static final int SEEN_PER_TURN = 250;

    private final Owners owners;

    QueueFinder(Owners owners) {
        this.owners = owners;
    }

    @Override
    public Future<List<QueueRow>> find(List<QueueRow> rows, Depth depth) {
        Function<QueueRow, Loop> loop = row -> row.queue().loop();
        return switch (depth) {
            case DEFINITION -> Future.succeededFuture(rows);
            case COUNTS ->
                owners.onEach(
                        rows,
                        loop,
                        COUNTED_PER_TURN,
                        row -> row.with(row.queue().counts()));
            case EVERYTHING ->
                owners.onEach(
                        rows, loop, SEEN_PER_TURN, row -> row.with(row.queue().view()));
        };
    }

    /** The consumers of those queues. */
    Future<List<ConsumerView>> consumers(List<QueueRef> queues) {
        return owners.onEach(queues, QueueRef::loop, COUNTED_PER_TURN, QueueRef::consumers)
                .map(found -> found.stream().flatMap(List::stream).toList());
    }
}
