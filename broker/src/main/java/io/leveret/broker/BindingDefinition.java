// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.table.Table;

/**
 * What queue.bind or exchange.bind said.
 *
 * @param toExchange whether the destination is an exchange, else a queue
 */
public record BindingDefinition(String source, String destination, boolean toExchange, String key, Table arguments) {}
