// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

/** How much has to be found out about something before a field of it can be shown; each includes the ones before. */
enum Depth {
    /** What the definitions say, or what never changes: nobody is asked. */
    DEFINITION,
    /** How much it holds: its owner looks at a few fields. */
    COUNTS,
    /** All that its owner can tell. */
    EVERYTHING;

    Depth and(Depth other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
