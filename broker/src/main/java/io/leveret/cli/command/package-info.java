// SPDX-License-Identifier: Apache-2.0
/** What the commands do; commands.txt lists them. A group of commands is one class. */
@NullMarked
package io.leveret.cli.command;

import org.jspecify.annotations.NullMarked;
