// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.exchange.Binding;
import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.queue.QueueRef;
import io.leveret.table.Table;

/** A binding as lists show it, the default exchange's to every queue included. */
record BindingRow(
        String source, String virtualHost, String destination, boolean toExchange, String key, Table arguments) {

    static BindingRow of(String host, Binding binding) {
        return new BindingRow(
                binding.source().name(),
                host,
                binding.destination().name(),
                binding.destination() instanceof Exchange,
                binding.key(),
                binding.arguments());
    }

    /** The one by which every queue is reached by its name. */
    static BindingRow byName(QueueRef queue) {
        return byName(queue.definition().virtualHost(), queue.name());
    }

    static BindingRow byName(String host, String queue) {
        return new BindingRow("", host, queue, false, queue, Table.EMPTY);
    }

    static Shape<BindingRow> shape() {
        return new Shape<BindingRow>()
                .with("source", BindingRow::source)
                .with("vhost", BindingRow::virtualHost)
                .with("destination", BindingRow::destination)
                .with("destination_type", row -> row.toExchange ? "exchange" : "queue")
                .with("routing_key", BindingRow::key)
                .with("arguments", row -> TableJson.of(row.arguments))
                .with("properties_key", row -> PropertiesKey.of(row.key, row.arguments));
    }
}
