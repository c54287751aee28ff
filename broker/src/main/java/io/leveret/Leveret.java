// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import io.leveret.config.Settings;
import java.net.InetSocketAddress;
import java.util.List;

/** One node. Builder, {@link #start}, {@link #close}: the one place where the rooms are wired. */
public final class Leveret implements AutoCloseable {
    private final Settings settings;

    private Leveret(Settings settings) {
        this.settings = settings;
    }

    /** A node with these settings and its state in memory. */
    public static Leveret inMemory(Settings settings) {
        return new Leveret(settings);
    }

    /** Opens the listeners; returns once they accept. */
    public Leveret start() {
        return this;
    }

    /** Where AMQP is served, with the ports really bound; empty before {@link #start}. */
    public List<InetSocketAddress> amqpAddresses() {
        return List.of();
    }

    public Settings settings() {
        return settings;
    }

    @Override
    public void close() {}
}
