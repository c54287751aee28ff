// SPDX-License-Identifier: Apache-2.0
/**
 * Exchanges, bindings and routing. Changed by the definitions' one writer, read from every loop without a lock
 * through tables built for one writer. May import message.
 */
@NullMarked
package io.leveret.broker.exchange;

import org.jspecify.annotations.NullMarked;
