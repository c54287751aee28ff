// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails the test class after which Netty's leak detector finds a buffer that was never released. Registered for all test
 * classes by {@code META-INF/services}.
 */
public final class LeakCheck implements AfterAllCallback {
    private static final Reports REPORTS = Reports.listening();
    private static final long COLLECTION_SECONDS = 10;

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        List<String> leaks = leaks();
        if (!leaks.isEmpty()) {
            throw new AssertionError(leaks.size() + " leaks, found after "
                    + context.getRequiredTestClass().getSimpleName() + ", the first: " + leaks.get(0));
        }
    }

    /** What has leaked since the last call. */
    static List<String> leaks() throws InterruptedException {
        collectGarbage();
        UnpooledByteBufAllocator.DEFAULT.directBuffer(1).release(); // the detector looks around at allocations
        return REPORTS.take();
    }

    private static void collectGarbage() throws InterruptedException {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        WeakReference<Object> garbage = new WeakReference<>(new Object(), collected);
        System.gc();
        if (collected.remove(TimeUnit.SECONDS.toMillis(COLLECTION_SECONDS)) != garbage) {
            throw new IllegalStateException("garbage was not collected in " + COLLECTION_SECONDS + " s");
        }
    }

    private static final class Reports extends AppenderBase<ILoggingEvent> {
        private final List<String> found = new ArrayList<>();

        private static Reports listening() {
            Reports reports = new Reports();
            reports.start();
            ((Logger) LoggerFactory.getLogger(ResourceLeakDetector.class)).addAppender(reports);
            return reports;
        }

        @Override
        protected void append(ILoggingEvent event) { // under the appender's lock
            found.add(event.getFormattedMessage());
        }

        private synchronized List<String> take() {
            List<String> taken = List.copyOf(found);
            found.clear();
            return taken;
        }
    }
}
