// SPDX-License-Identifier: Apache-2.0
/**
 * What exchanges keep: recent messages, delayed ones, keys they have seen. Each is owned by one loop and lives in the
 * store, in queues of its own that clients do not see. May import exchange, queue and message.
 */
@NullMarked
package io.leveret.broker.keeping;

import org.jspecify.annotations.NullMarked;
