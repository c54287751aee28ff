// SPDX-License-Identifier: Apache-2.0
/**
 * Every byte in the data directory: journal, pages, checkpoint, definitions records, recovery. Knows records of (queue
 * id, sequence, mark, bytes) and nothing of AMQP. Loops never touch the disk: each loop has a {@link
 * io.leveret.store.StorePort}, whose calls only copy; one thread writes the journal, one moves messages to pages, one
 * reads. May import config and loop.
 */
@NullMarked
package io.leveret.store;

import org.jspecify.annotations.NullMarked;
