// SPDX-License-Identifier: Apache-2.0
/**
 * One thread owns this: {@link io.leveret.loop.Loop}, {@link io.leveret.loop.Clock} and
 * {@link io.leveret.loop.Published}, the only concurrency kit. Imports no other room.
 */
@NullMarked
package io.leveret.loop;

import org.jspecify.annotations.NullMarked;
