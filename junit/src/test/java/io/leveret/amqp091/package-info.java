// SPDX-License-Identifier: Apache-2.0
/**
 * AMQP 0-9-1 as clients meet it: RabbitMQ's Java client, and a raw socket where no client would do it. Black box: a broker
 * in memory, started by the extension, and its port.
 */
@NullMarked
package io.leveret.amqp091;

import org.jspecify.annotations.NullMarked;
