// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

/** The bytes of one message or definition, lent to the store for the length of one call. */
public interface Source {

    /** How many bytes {@link #copyTo} writes. */
    int length();

    /** Writes exactly {@link #length} bytes from this offset on. */
    void copyTo(byte[] target, int offset);

    /** These bytes. */
    static Source of(byte[] bytes) {
        return new Source() {
            @Override
            public int length() {
                return bytes.length;
            }

            @Override
            public void copyTo(byte[] target, int offset) {
                System.arraycopy(bytes, 0, target, offset, bytes.length);
            }
        };
    }
}
