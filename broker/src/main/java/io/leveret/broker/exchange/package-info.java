// SPDX-License-Identifier: Apache-2.0
/**
 * Exchanges, bindings and routing. Changed by the definitions' one writer, read from every loop without a lock
 * through tables built for one writer. Definitions enter by {@link io.leveret.broker.exchange.ExchangeTypes} and
 * {@link io.leveret.broker.exchange.Bindings}, messages by {@link io.leveret.broker.exchange.Router}. May import policy, loop,
 * message and table.
 */
@NullMarked
package io.leveret.broker.exchange;

import org.jspecify.annotations.NullMarked;
