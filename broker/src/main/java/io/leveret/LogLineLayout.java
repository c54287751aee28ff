// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.TimeZone;
import java.util.function.Supplier;

/**
 * Lines as RabbitMQ's plain text log has them, with the thread where it has the process:
 * {@code 2026-01-01 10:00:00.000000+00:00 [info] <main> message}. Each line of a message gets the prefix.
 */
final class LogLineLayout extends LayoutBase<ILoggingEvent> {
    private static final int MILLIS_PER_MINUTE = 60_000;

    private final Supplier<TimeZone> zone;

    LogLineLayout() {
        // Asked for with the first line: a node that says nothing starts without reading time zones.
        this(TimeZone::getDefault);
    }

    LogLineLayout(Supplier<TimeZone> zone) {
        this.zone = zone;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder prefix = new StringBuilder(64);
        time(prefix, event.getInstant());
        prefix.append(" [")
                .append(level(event.getLevel()))
                .append("] <")
                .append(event.getThreadName())
                .append("> ");
        StringBuilder lines = new StringBuilder(256);
        lines(lines, prefix, String.valueOf(event.getFormattedMessage()));
        IThrowableProxy throwable = event.getThrowableProxy();
        if (throwable != null) {
            lines(lines, prefix, ThrowableProxyUtil.asString(throwable).strip());
        }
        return lines.toString();
    }

    private void time(StringBuilder to, Instant instant) {
        int offsetMinutes = zone.get().getOffset(instant.toEpochMilli()) / MILLIS_PER_MINUTE;
        LocalDateTime local = LocalDateTime.ofEpochSecond(
                instant.getEpochSecond() + offsetMinutes * 60L, instant.getNano(), ZoneOffset.UTC);
        digits(to, local.getYear(), 4);
        digits(to.append('-'), local.getMonthValue(), 2);
        digits(to.append('-'), local.getDayOfMonth(), 2);
        digits(to.append(' '), local.getHour(), 2);
        digits(to.append(':'), local.getMinute(), 2);
        digits(to.append(':'), local.getSecond(), 2);
        digits(to.append('.'), local.getNano() / 1_000, 6);
        int minutes = Math.abs(offsetMinutes);
        digits(to.append(offsetMinutes < 0 ? '-' : '+'), minutes / 60, 2);
        digits(to.append(':'), minutes % 60, 2);
    }

    private static void digits(StringBuilder to, int number, int width) {
        String digits = Integer.toString(number);
        for (int i = digits.length(); i < width; i++) {
            to.append('0');
        }
        to.append(digits);
    }

    private static String level(Level level) {
        return switch (level.levelInt) {
            case Level.ERROR_INT -> "error";
            case Level.WARN_INT -> "warning";
            case Level.INFO_INT -> "info";
            default -> "debug";
        };
    }

    private static void lines(StringBuilder to, CharSequence prefix, String text) {
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            to.append(prefix).append(text, start, end).append('\n');
            start = end + 1;
        }
        to.append(prefix).append(text, start, text.length()).append('\n');
    }
}
