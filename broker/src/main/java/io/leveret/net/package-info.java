// SPDX-License-Identifier: Apache-2.0
/**
 * Sockets and TLS on Netty, and the production {@link io.leveret.loop.Loop}. May import config and loop.
 */
@NullMarked
package io.leveret.net;

import org.jspecify.annotations.NullMarked;
