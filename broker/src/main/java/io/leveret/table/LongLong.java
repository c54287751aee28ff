// SPDX-License-Identifier: Apache-2.0
package io.leveret.table;

/**
 * Field value of tag {@code L}: a signed 64-bit integer, exactly as {@code l} is (which is a {@link Long}). Both exist
 * in the wild; the tag is kept so that a table's bytes survive decoding.
 */
public record LongLong(long value) {}
