// SPDX-License-Identifier: Apache-2.0
package io.leveret.table;

/**
 * Field value of tag {@code T}.
 *
 * @param seconds since 1970-01-01 UTC; unsigned on the wire, so values from 2^63 on are negative here
 */
public record Timestamp(long seconds) {}
