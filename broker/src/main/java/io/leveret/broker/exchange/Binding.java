// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import io.leveret.table.Table;
import java.util.Comparator;
import java.util.List;

/**
 * An edge from an exchange to a queue or another exchange. Two bindings are the same when source, destination, key and
 * arguments are.
 *
 * @param key the binding key; a pattern for topic exchanges, ignored by some types
 * @param arguments ordered by name, as RabbitMQ lists and compares them
 */
public record Binding(Exchange source, Destination destination, String key, Table arguments) {
    public Binding {
        arguments = ordered(arguments);
    }

    private static Table ordered(Table table) {
        if (table.size() < 2) {
            return table;
        }
        List<Table.Entry> entries = table.entries().stream()
                .sorted(Comparator.comparing(Table.Entry::key))
                .toList();
        Table.Builder builder = Table.builder();
        entries.forEach(entry -> builder.add(entry.key(), entry.value()));
        return builder.build();
    }

    @Override
    public String toString() {
        return "binding of '" + source.name() + "' to '" + destination.name() + "' by '" + key + "'";
    }
}
