// SPDX-License-Identifier: Apache-2.0
/**
 * What AMQP means: virtual hosts, definitions and their one writer, the registry of sessions. No Netty, locks,
 * threads, files or wall clock. May import config, loop, store, auth and its own parts.
 */
@NullMarked
package io.leveret.broker;

import org.jspecify.annotations.NullMarked;
