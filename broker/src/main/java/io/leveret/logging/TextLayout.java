// SPDX-License-Identifier: Apache-2.0
package io.leveret.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import io.leveret.config.LogFormat;
import java.util.TimeZone;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines as RabbitMQ's plain text log has them, with the thread where it has the process:
 * {@code 2026-01-01 10:00:00.000000+00:00 [info] <main> message}. Each line of a message gets the prefix.
 */
final class TextLayout extends LayoutBase<ILoggingEvent> {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([a-z_]+)}?");

    private final LogFormat format;
    private final Times times;

    TextLayout(LogFormat format) {
        this(format, TimeZone::getDefault);
    }

    TextLayout(LogFormat format, Supplier<TimeZone> zone) {
        this.format = format;
        this.times = new Times(format.time(), zone);
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        String message = message(event);
        if (format.singleLine()) {
            return line(event, String.join(", ", message.lines().toList()));
        }
        StringBuilder lines = new StringBuilder(256);
        int start = 0;
        for (int end = message.indexOf('\n'); end >= 0; end = message.indexOf('\n', start)) {
            lines.append(line(event, message.substring(start, end)));
            start = end + 1;
        }
        return lines.append(line(event, message.substring(start))).toString();
    }

    /** What was said, and below it the exception if there is one. */
    static String message(ILoggingEvent event) {
        String message = String.valueOf(event.getFormattedMessage());
        IThrowableProxy throwable = event.getThrowableProxy();
        return throwable == null
                ? message
                : message + "\n" + ThrowableProxyUtil.asString(throwable).strip();
    }

    private String line(ILoggingEvent event, String message) {
        StringBuilder line = new StringBuilder(64 + message.length());
        Matcher variables = VARIABLE.matcher(format.pattern());
        int start = 0;
        while (variables.find()) {
            line.append(format.pattern(), start, variables.start());
            start = variables.end();
            switch (variables.group(1)) {
                case "time" -> times.append(line, event.getInstant());
                case "level" -> line.append(Names.of(event.getLevel(), format.level()));
                case "pid" -> line.append(pid(event));
                case "msg" -> line.append(message);
                case "domain" -> line.append(domain(event));
                default -> line.append("<unknown ").append(variables.group(1)).append('>');
            }
        }
        return line.append(format.pattern(), start, format.pattern().length())
                .append('\n')
                .toString();
    }

    static String pid(ILoggingEvent event) {
        return "<" + event.getThreadName() + ">";
    }

    /** What RabbitMQ calls its categories: {@code rabbitmq.connection}. */
    static String domain(ILoggingEvent event) {
        String category = Categories.of(event.getLoggerName());
        return category.equals(Categories.DEFAULT) ? "rabbitmq" : "rabbitmq." + category;
    }
}
