// SPDX-License-Identifier: Apache-2.0
/**
 * The operators' view over HTTP, RabbitMQ's API: one class a resource. Lives on one event loop of its own ({@link
 * io.leveret.management.Management}), asks the owners on other loops and answers when they have ({@link
 * io.leveret.management.Owners}). May import config, loop, auth, broker and net.
 */
@NullMarked
package io.leveret.management;

import org.jspecify.annotations.NullMarked;
