// SPDX-License-Identifier: Apache-2.0
package io.leveret.loop;

/** Where time comes from; the simulation brings its own. */
public interface Clock {

    /** Nanoseconds from an arbitrary origin, never going back: for intervals. */
    long nanos();

    /** Milliseconds since 1970-01-01 UTC, as the machine's wall clock says: for what users see. */
    long epochMillis();

    /** The machine's clock. */
    Clock SYSTEM = new Clock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long epochMillis() {
            return System.currentTimeMillis();
        }
    };
}
