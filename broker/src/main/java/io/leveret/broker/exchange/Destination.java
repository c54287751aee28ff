// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

/**
 * Where a binding leads: a queue, as queues are referred to, or an {@link Exchange}. One object stands for one queue or
 * exchange for its whole life, and two are equal only when they are the same object: an implementation overrides
 * neither {@code equals} nor {@code hashCode}. Read from every loop.
 */
public interface Destination {
    String name();
}
