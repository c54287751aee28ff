// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.exchange.Binding;
import io.leveret.broker.exchange.Exchange;
import io.leveret.table.Table;

/**
 * What queue.bind or exchange.bind said.
 *
 * @param toExchange whether the destination is an exchange, else a queue
 */
public record BindingDefinition(String source, String destination, boolean toExchange, String key, Table arguments) {

    public static BindingDefinition of(Binding binding) {
        return new BindingDefinition(
                binding.source().name(),
                binding.destination().name(),
                binding.destination() instanceof Exchange,
                binding.key(),
                binding.arguments());
    }

    /** As error texts name it. */
    String destinationKind() {
        return toExchange ? "exchange" : "queue";
    }
}
