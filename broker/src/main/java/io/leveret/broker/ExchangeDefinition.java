// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.exchange.Exchange;
import io.leveret.table.Table;

/** What exchange.declare said. */
public record ExchangeDefinition(
        String name, String type, boolean durable, boolean autoDelete, boolean internal, Table arguments) {

    public static ExchangeDefinition of(Exchange x) {
        return new ExchangeDefinition(x.name(), x.type(), x.durable(), x.autoDelete(), x.internal(), x.arguments());
    }
}
