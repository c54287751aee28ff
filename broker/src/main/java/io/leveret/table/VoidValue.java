// SPDX-License-Identifier: Apache-2.0
package io.leveret.table;

/** Field value of tag {@code V}: a key without a value. */
public enum VoidValue {
    VOID
}
