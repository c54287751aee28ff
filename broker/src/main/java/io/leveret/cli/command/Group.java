// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import org.jspecify.annotations.Nullable;

/** Some commands that belong together. */
interface Group {
    /** The command of that name; null if it is not of this group. */
    @Nullable
    Command find(Tool tool, String name);
}
