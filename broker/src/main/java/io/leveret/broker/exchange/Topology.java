// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The version of everything that decides routes in one virtual host: exchanges, bindings, alternates, names of queues.
 * The definitions' writer changes the tables first and then calls {@link #changed}; a loop reads {@link #version}
 * first and then routes, so a route kept with its version is good for as long as the version stays the same.
 */
public final class Topology {
    private final AtomicLong version = new AtomicLong();

    /** From any loop. */
    public long version() {
        return version.get();
    }

    /** Only by the definitions' writer, after each change that is visible to routing. */
    public void changed() {
        version.set(version.getPlain() + 1);
    }
}
