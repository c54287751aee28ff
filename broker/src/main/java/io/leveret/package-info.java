// SPDX-License-Identifier: Apache-2.0
/** The wiring: {@link io.leveret.Leveret} builds the rooms by hand and is the embedding API. */
@NullMarked
package io.leveret;

import org.jspecify.annotations.NullMarked;
