// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes to calls and back: frames, methods, content headers. Stateless; may import Netty's buffers and table.
 */
@NullMarked
package io.leveret.protocol.amqp091.codec;

import org.jspecify.annotations.NullMarked;
