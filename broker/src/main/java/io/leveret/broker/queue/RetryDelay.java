// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.table.Table;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long a message that comes back waits before it is handed out again.
 *
 * @param minMillis after the first failure
 * @param maxMillis however often it has failed
 * @param doubles with each failure, instead of growing by the least delay
 */
record RetryDelay(Which which, long minMillis, long maxMillis, boolean doubles) {
    private static final String RABBIT = "delayed-retry-";
    private static final String OURS = "leveret-delayed-retry-";

    /** Which of those that come back. */
    enum Which {
        ALL,
        FAILED,
        RETURNED;

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Null where they do not wait. */
    static @Nullable RetryDelay of(Table arguments, Table policy) {
        String said = policy.string(RABBIT + "type");
        said = said == null ? arguments.string("x-" + RABBIT + "type") : said;
        said = said == null ? arguments.string("x-" + OURS + "type") : said;
        Long min = lower("min", arguments, policy);
        Which which = which(said == null && arguments.contains("x-" + OURS + "min") ? "all" : said);
        if (which == null || min == null || min < 1) {
            return null;
        }
        Long max = lower("max", arguments, policy);
        return new RetryDelay(
                which,
                min,
                max == null ? min : Math.max(min, max),
                "exponential".equals(arguments.string("x-" + OURS + "backoff")));
    }

    private static @Nullable Which which(@Nullable String said) {
        for (Which which : Which.values()) {
            if (which.text().equals(said)) {
                return which;
            }
        }
        return null;
    }

    private static @Nullable Long lower(String key, Table arguments, Table policy) {
        Long lowest = policy.integer(RABBIT + key);
        for (String name : new String[] {"x-" + RABBIT + key, "x-" + OURS + key}) {
            Long said = arguments.integer(name);
            lowest = said == null || (lowest != null && lowest < said) ? lowest : said;
        }
        return lowest;
    }

    boolean delays(Settlement how) {
        return which == Which.ALL || (which == Which.FAILED) == (how == Settlement.FAILED);
    }

    /** After so many failures; none counts as one. */
    long millis(int failures) {
        int count = Math.max(1, failures);
        if (!doubles) {
            return minMillis > maxMillis / count ? maxMillis : minMillis * count;
        }
        int doublings = Math.min(count - 1, Long.SIZE - 2);
        return minMillis > maxMillis >> doublings ? maxMillis : minMillis << doublings;
    }

    /** RabbitMQ's way to say it. */
    @Override
    public String toString() {
        return which.text() + " (min: " + minMillis + "ms, max: " + maxMillis + "ms)";
    }
}
