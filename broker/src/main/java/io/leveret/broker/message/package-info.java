// SPDX-License-Identifier: Apache-2.0
/**
 * What was published: {@link io.leveret.broker.message.Message}, its properties and its content, and the errors a
 * client is answered with. Values; imports only loop and table.
 */
@NullMarked
package io.leveret.broker.message;

import org.jspecify.annotations.NullMarked;
