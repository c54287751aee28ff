// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.queue.QueueCounts;
import io.leveret.broker.queue.QueueRef;
import io.leveret.broker.queue.QueueView;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A queue, as far as it is known. */
record QueueRow(
        QueueRef queue,
        @Nullable QueueCounts found,
        @Nullable QueueView seen) {

    static QueueRow of(QueueRef queue) {
        return new QueueRow(queue, null, null);
    }

    QueueRow with(QueueCounts counts) {
        return new QueueRow(queue, counts, seen);
    }

    QueueRow with(QueueView view) {
        QueueCounts counts = new QueueCounts(
                view.ready().total(),
                (int) view.unacknowledged().total(),
                view.consumers().size(),
                view.readyBodyBytes(),
                view.unacknowledgedBodyBytes());
        return new QueueRow(queue, counts, view);
    }

    /** Known from {@link Depth#COUNTS} on. */
    QueueCounts counts() {
        return Objects.requireNonNull(found);
    }

    /** Known with {@link Depth#EVERYTHING}. */
    QueueView view() {
        return Objects.requireNonNull(seen);
    }
}
