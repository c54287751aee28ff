// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.config.Settings;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** What only the wiring can do to the node, for its operator. Callable from every thread. */
public interface Operations {
    /** Whether clients may connect. */
    boolean isServing();

    /** The limit of memory as it was set, in RabbitMQ's words: a share, or {@code {absolute,bytes}}. */
    String memoryWatermark();

    /** Every setting in effect, {@code key = value  # origin}; empty where another program made the settings. */
    List<String> configuration();

    /**
     * From now on, by RabbitMQ's name of a level.
     *
     * @throws UnsupportedOperationException if the log is another program's
     */
    void logLevel(String level);

    /** Where the log goes: files, or a stream in angle brackets; empty if the log is another program's. */
    List<String> logLocations();

    /**
     * The end of the log.
     *
     * @throws UnsupportedOperationException if the log is another program's
     */
    LogTail lastLogged(int lines);

    /** What has been logged behind the line with that number; throws as {@link #lastLogged} does. */
    LogTail loggedAfter(long line);

    void limitMemory(Settings.Watermark watermark);

    void limitFreeDisk(Settings.Watermark watermark);

    /** The highest number of channels that is offered to clients; 0: no limit. */
    int channelMax();

    /** For connections yet to come, until the node stops. */
    void channelMax(int most);

    /** Who may log in only from this machine. */
    Set<String> loopbackUsers();

    /** For logins yet to come, until the node stops. */
    void loopbackUsers(Set<String> names);

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
}
