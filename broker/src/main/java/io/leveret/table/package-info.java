// SPDX-License-Identifier: Apache-2.0
/**
 * AMQP's field tables as values, with every type tag kept, and their bytes. Pure values without an owner thread;
 * imports no other room, and every room may import it.
 */
@NullMarked
package io.leveret.table;

import org.jspecify.annotations.NullMarked;
