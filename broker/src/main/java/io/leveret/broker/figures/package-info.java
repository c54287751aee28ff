// SPDX-License-Identifier: Apache-2.0
/**
 * What has happened, in numbers: plain counters that belong to one loop each, and what operators read of them. May import
 * loop and exchange.
 */
@NullMarked
package io.leveret.broker.figures;

import org.jspecify.annotations.NullMarked;
