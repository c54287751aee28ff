// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.policy;

import io.leveret.auth.NamePattern;
import io.leveret.table.Table;

/**
 * What is said about all queues or exchanges whose names match.
 *
 * @param pattern found anywhere in the name
 * @param priority of those that match a name the one with the highest counts
 * @param definition keys and values, numbers as {@code Long}
 */
public record Policy(String name, NamePattern pattern, ApplyTo applyTo, long priority, Table definition) {}
