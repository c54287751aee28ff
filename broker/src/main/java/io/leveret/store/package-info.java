// SPDX-License-Identifier: Apache-2.0
/**
 * Every byte in the data directory: journal, queue pages, definitions log, recovery. Knows records of (queue id,
 * sequence, flags, bytes) and nothing of AMQP. One thread writes, one reads; loops never touch the disk. May import
 * config and loop.
 */
@NullMarked
package io.leveret.store;

import org.jspecify.annotations.NullMarked;
