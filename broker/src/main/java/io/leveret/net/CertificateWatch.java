// SPDX-License-Identifier: Apache-2.0
package io.leveret.net;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks whether certificates have changed, on a thread of its own because loops never touch the disk. RabbitMQ's cache of
 * PEM files lives for two minutes; here a new certificate is in use sooner.
 */
public final class CertificateWatch implements AutoCloseable {
    private static final long PERIOD_SECONDS = 2;
    private static final long END_SECONDS = 5;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "leveret-certificates");
        made.setDaemon(true);
        return made;
    });

    public CertificateWatch(List<TlsFiles> files) {
        var unused = thread.scheduleWithFixedDelay(
                () -> files.forEach(TlsFiles::refresh), PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    /** Returns when the thread has ended. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
