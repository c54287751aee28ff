// SPDX-License-Identifier: Apache-2.0
/** The node a command is about: how it is found, and its HTTP API. */
@NullMarked
package io.leveret.cli.node;

import org.jspecify.annotations.NullMarked;
