// SPDX-License-Identifier: Apache-2.0
/**
 * Policies: what operators say about queues and exchanges whose names match a pattern; which one counts, what is valid,
 * and how an operator's policy limits a user's. Values and published snapshots of them; imports auth (for patterns),
 * loop and table.
 */
@NullMarked
package io.leveret.broker.policy;

import org.jspecify.annotations.NullMarked;
