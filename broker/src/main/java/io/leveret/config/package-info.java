// SPDX-License-Identifier: Apache-2.0
/**
 * rabbitmq.conf, the command line and the defaults, turned into records. Read once at start, on the starting
 * thread. Imports no other room.
 */
@NullMarked
package io.leveret.config;

import org.jspecify.annotations.NullMarked;
