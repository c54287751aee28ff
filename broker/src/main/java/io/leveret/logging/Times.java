// SPDX-License-Identifier: Apache-2.0
package io.leveret.logging;

import io.leveret.config.LogFormat;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.TimeZone;
import java.util.function.Supplier;

/** When something was logged, in RabbitMQ's ways. Without java.time's formatters, which are slow to start. */
final class Times {
    private static final int MILLIS_PER_MINUTE = 60_000;
    private static final long MICROS = 1_000_000;

    private final LogFormat.Time form;
    private final Supplier<TimeZone> zone;

    /**
     * @param zone asked for with the first line: a node that says nothing starts without reading time zones
     */
    Times(LogFormat.Time form, Supplier<TimeZone> zone) {
        this.form = form;
        this.zone = zone;
    }

    boolean isNumber() {
        return form == LogFormat.Time.EPOCH_SECS || form == LogFormat.Time.EPOCH_USECS;
    }

    void append(StringBuilder to, Instant instant) {
        long micros = instant.get(ChronoField.MICRO_OF_SECOND);
        switch (form) {
            case EPOCH_SECS -> to.append(instant.getEpochSecond()).append('.').append(digits(micros, 6));
            case EPOCH_USECS -> to.append(instant.getEpochSecond() * MICROS + micros);
            case RFC3339_SPACE -> rfc3339(to, instant, ' ');
            case RFC3339_T -> rfc3339(to, instant, 'T');
            case LAGER_DEFAULT -> {
                local(to, instant, ' ');
                to.append('.').append(digits(micros / 1_000, 3));
            }
        }
    }

    private int offsetMinutes(Instant instant) {
        return zone.get().getOffset(instant.toEpochMilli()) / MILLIS_PER_MINUTE;
    }

    private void rfc3339(StringBuilder to, Instant instant, char separator) {
        local(to, instant, separator);
        int offset = offsetMinutes(instant);
        int minutes = Math.abs(offset);
        to.append('.')
                .append(digits(instant.get(ChronoField.MICRO_OF_SECOND), 6))
                .append(offset < 0 ? '-' : '+')
                .append(digits(minutes / 60, 2))
                .append(':')
                .append(digits(minutes % 60, 2));
    }

    private void local(StringBuilder to, Instant instant, char separator) {
        LocalDateTime local = LocalDateTime.ofEpochSecond(
                instant.getEpochSecond() + offsetMinutes(instant) * 60L, instant.getNano(), ZoneOffset.UTC);
        to.append(digits(local.getYear(), 4))
                .append('-')
                .append(digits(local.getMonthValue(), 2))
                .append('-')
                .append(digits(local.getDayOfMonth(), 2))
                .append(separator)
                .append(digits(local.getHour(), 2))
                .append(':')
                .append(digits(local.getMinute(), 2))
                .append(':')
                .append(digits(local.getSecond(), 2));
    }

    private static String digits(long number, int width) {
        String digits = Long.toString(number);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
