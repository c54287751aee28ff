// SPDX-License-Identifier: Apache-2.0
/** Answers made into text: tables, JSON, CSV, and Erlang's way to write values where RabbitMQ shows it. */
@NullMarked
package io.leveret.cli.output;

import org.jspecify.annotations.NullMarked;
