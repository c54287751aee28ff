// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

/**
 * The queues a message goes to, each once, in the order of the bindings that led there where there was only one
 * exchange. Immutable; may be kept and shared between loops.
 */
public final class Route {
    private static final Destination[] NONE = {};

    /** Leads nowhere, whatever the headers. */
    public static final Route NOWHERE = new Route(NONE, true);

    private final Destination[] queues;
    private final boolean cacheable;

    private Route(Destination[] queues, boolean cacheable) {
        this.queues = queues;
        this.cacheable = cacheable;
    }

    /** Takes over the array. */
    static Route of(Destination[] queues, boolean cacheable) {
        return queues.length == 0 && cacheable ? NOWHERE : new Route(queues, cacheable);
    }

    static Route to(Destination queue) {
        return new Route(new Destination[] {queue}, true);
    }

    public int size() {
        return queues.length;
    }

    public boolean isEmpty() {
        return queues.length == 0;
    }

    /** The queue at this place, 0 to {@link #size} - 1; never an exchange. */
    public Destination queue(int index) {
        return queues[index];
    }

    /**
     * Whether any message with the same exchange and keys takes this route while {@link Topology#version} stays the
     * same; false if headers or chance decided.
     */
    public boolean isCacheable() {
        return cacheable;
    }
}
