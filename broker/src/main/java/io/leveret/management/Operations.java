// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What only the wiring can do to the node, for its operator. Callable from every thread. */
public interface Operations {
    /** How the node is now. */
    Vitals vitals();

    /** Every setting in effect, {@code key = value  # origin}; empty where another program made the settings. */
    List<String> configuration();

    /**
     * From now on, by RabbitMQ's name of a level.
     *
     * @throws UnsupportedOperationException if the log is another program's
     */
    void logLevel(String level);

    void limitMemory(Settings.Watermark watermark);

    void limitFreeDisk(Settings.Watermark watermark);

    /** Raises or clears a resource alarm by hand: {@code memory} or {@code disk}. */
    void alarm(String alarm, boolean raised);

    /** Accepts no more connections of clients, and closes those there are if that is wanted. */
    void suspend(boolean disconnect);

    /** Accepts connections again. */
    void resume() throws IOException;

    /**
     * Ends the node in a moment.
     *
     * @throws UnsupportedOperationException if the process is another program's
     */
    void stop();

    /**
     * @param alarms in effect
     * @param serving whether clients may connect
     * @param directory null: the state is in memory
     * @param memoryWatermark RabbitMQ's words: a share, or {@code {absolute,bytes}}
     */
    record Vitals(
            List<String> alarms,
            boolean serving,
            @Nullable Path directory,
            long memoryUsedBytes,
            long memoryLimitBytes,
            String memoryWatermark,
            long diskFreeBytes,
            long diskLimitBytes) {}
}
