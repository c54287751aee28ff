// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a log file is rotated, in newsyslog's notation as RabbitMQ takes it: {@code $D0} every midnight, {@code $W0D23}
 * every Sunday at eleven in the evening, {@code $M1D0} the first of every month, {@code $H30} every half past.
 *
 * @param minute of the hour
 * @param hour of the day, or null: every hour
 * @param weekday from 0, Sunday, or null
 * @param day of the month, {@link #LAST} for its last one, or null
 */
public record RotationDate(
        int minute,
        @Nullable Integer hour,
        @Nullable Integer weekday,
        @Nullable Integer day) {
    static final int LAST = 0;
    private static final Pattern NOTATION = Pattern.compile(
            "\\$(?:(?:W([0-6])|M([1-9]|[12][0-9]|3[01]|L))?(?:D([01]?[0-9]|2[0-3]))?(?:H([0-5]?[0-9]))?)");
    private static final int DAYS_A_WEEK = 7;

    /** Null if it says no time. */
    static @Nullable RotationDate parse(String text) {
        Matcher parts = NOTATION.matcher(text);
        if (!parts.matches() || text.length() == 1) {
            return null;
        }
        Integer weekday = number(parts.group(1));
        String day = parts.group(2);
        Integer hour = number(parts.group(3));
        Integer minute = number(parts.group(4));
        boolean daily = weekday != null || day != null || hour != null;
        return new RotationDate(
                minute == null ? 0 : minute,
                daily && hour == null ? Integer.valueOf(0) : hour,
                weekday,
                "L".equals(day) ? Integer.valueOf(LAST) : number(day));
    }

    private static @Nullable Integer number(@Nullable String digits) {
        return digits == null ? null : Integer.valueOf(digits);
    }

    /** The next such time, after that one. */
    public LocalDateTime after(LocalDateTime time) {
        LocalDateTime next = time.truncatedTo(ChronoUnit.HOURS).withMinute(minute);
        while (!next.isAfter(time) || !isDue(next)) {
            next = next.plusHours(1);
        }
        return next;
    }

    private boolean isDue(LocalDateTime at) {
        return (hour == null || at.getHour() == hour)
                && (weekday == null || at.getDayOfWeek().getValue() % DAYS_A_WEEK == weekday)
                && (day == null || at.getDayOfMonth() == dayIn(at));
    }

    private int dayIn(LocalDateTime month) {
        int last = month.with(TemporalAdjusters.lastDayOfMonth()).getDayOfMonth();
        return day == null || day == LAST ? last : Math.min(day, last);
    }
}
