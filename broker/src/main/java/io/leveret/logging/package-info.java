// SPDX-License-Identifier: Apache-2.0
/**
 * The server process's log: console, files, the exchange, and the last lines for whoever asks. RabbitMQ's lines, keys and
 * categories, on Logback. {@link io.leveret.logging.ServerLog} is set up by the starting thread; files are written by a
 * thread of their own, so that nobody who logs waits for a disk. Imports {@code config} only. A node inside another
 * program logs as that program has it, and nothing here is used.
 */
@NullMarked
package io.leveret.logging;

import org.jspecify.annotations.NullMarked;
