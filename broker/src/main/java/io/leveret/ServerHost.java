// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import io.leveret.config.Configuration;
import io.leveret.logging.LogLines;
import io.leveret.logging.ServerLog;
import io.leveret.management.LogTail;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server process as its node's host. */
record ServerHost(Configuration source, ServerLog log) implements NodeOperations.Host {
    /** Whoever asked for the end hears an answer before. */
    private static final long FAREWELL_MILLIS = 100;

    @Override
    public List<String> configuration() {
        return source.lines();
    }

    @Override
    public void logLevel(String level) {
        log.level(level);
    }

    @Override
    public List<String> logLocations() {
        return log.locations();
    }

    @Override
    public LogTail lastLogged(int lines) {
        return tail(log.last(lines));
    }

    @Override
    public LogTail loggedAfter(long line) {
        return tail(log.after(line));
    }

    private static LogTail tail(LogLines lines) {
        return new LogTail(lines.lines(), lines.last());
    }

    // As SIGTERM does: the hook closes the node.
    @Override
    public void stop() {
        Thread end = new Thread(
                () -> {
                    try {
                        TimeUnit.MILLISECONDS.sleep(FAREWELL_MILLIS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    System.exit(0);
                },
                "leveret-farewell");
        end.setDaemon(true);
        end.start();
    }
}
