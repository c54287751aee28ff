// SPDX-License-Identifier: Apache-2.0
/** The HTTP API as RabbitMQ's own HTTP client uses it. */
@NullMarked
package io.leveret.management;

import org.jspecify.annotations.NullMarked;
