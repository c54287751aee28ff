// SPDX-License-Identifier: Apache-2.0
/**
 * AMQP 0-9-1: a client's wishes turned into broker calls, and the broker's effects into frames. Everything of a
 * connection lives on the connection's loop. May import its codec, config, loop, net, auth and broker.
 */
@NullMarked
package io.leveret.protocol.amqp091;

import org.jspecify.annotations.NullMarked;
