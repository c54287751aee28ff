// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.ConnectionFacts;
import io.leveret.broker.ConnectionView;
import io.leveret.broker.Session;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection, as far as it is known. */
record ConnectionRow(
        Session session, ConnectionFacts facts, @Nullable ConnectionView seen) {

    static ConnectionRow of(Session session) {
        return new ConnectionRow(session, session.facts(), null);
    }

    ConnectionRow look() {
        return new ConnectionRow(session, facts, session.view());
    }

    /** Known with {@link Depth#EVERYTHING}. */
    ConnectionView view() {
        return Objects.requireNonNull(seen);
    }
}
