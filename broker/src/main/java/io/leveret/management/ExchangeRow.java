// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.figures.ExchangeFigures;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An exchange, as far as it is known. */
record ExchangeRow(
        String virtualHost, Exchange exchange, @Nullable ExchangeFigures seen) {

    ExchangeRow with(ExchangeFigures figures) {
        return new ExchangeRow(virtualHost, exchange, figures);
    }

    /** Known with {@link Depth#EVERYTHING}. */
    ExchangeFigures figures() {
        return Objects.requireNonNull(seen);
    }

    static Shape<ExchangeRow> plain() {
        return new Shape<ExchangeRow>()
                .with("name", row -> row.exchange.name())
                .with("vhost", row -> row.virtualHost)
                .with("type", row -> row.exchange.type())
                .with("durable", row -> row.exchange.durable())
                .with("auto_delete", row -> row.exchange.autoDelete())
                .with("internal", row -> row.exchange.internal())
                .with("arguments", row -> TableJson.of(row.exchange.arguments()))
                .withOptional(
                        "policy",
                        Depth.DEFINITION,
                        row -> QueueShape.name(row.exchange.policy().policy()));
    }

    static Shape<ExchangeRow> full() {
        return plain().withOptional("message_stats", Depth.EVERYTHING, row -> MessageStats.ofExchange(row.figures()));
    }
}
