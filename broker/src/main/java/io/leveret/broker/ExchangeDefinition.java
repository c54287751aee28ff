// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.table.Table;

/** What exchange.declare said. */
public record ExchangeDefinition(
        String name, String type, boolean durable, boolean autoDelete, boolean internal, Table arguments) {}
