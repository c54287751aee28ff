// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

/**
 * The queues a message goes to, each once, in the order of the bindings that led there where there was only one
 * exchange, and behind them those who keep messages for exchanges. Immutable; may be kept and shared between loops.
 */
public final class Route {
    private static final Destination[] NONE = {};

    /** Leads nowhere, whatever the headers. */
    public static final Route NOWHERE = new Route(NONE, 0, true);

    private final Destination[] queues;
    private final int bound;
    private final boolean cacheable;

    private Route(Destination[] queues, int bound, boolean cacheable) {
        this.queues = queues;
        this.bound = bound;
        this.cacheable = cacheable;
    }

    /**
     * Takes over the array.
     *
     * @param bound how many of them are queues
     */
    static Route of(Destination[] queues, int bound, boolean cacheable) {
        return queues.length == 0 && cacheable ? NOWHERE : new Route(queues, bound, cacheable);
    }

    /** To this queue alone. */
    public static Route to(Destination queue) {
        return new Route(new Destination[] {queue}, 1, true);
    }

    /** How many take the message, keepers among them. */
    public int size() {
        return queues.length;
    }

    /** Whether nobody takes it. */
    public boolean isEmpty() {
        return queues.length == 0;
    }

    /** How many queues take it now; where none does, a mandatory message goes back, although it may be kept. */
    public int bound() {
        return bound;
    }

    /** The queue or keeper at this place, 0 to {@link #size} - 1; never an exchange. */
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
