// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.leveret.config.Settings.Logging;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * The server's log, on the console. Only the server process sets it up; a node inside another program logs as that
 * program has it.
 */
final class ConsoleLog {
    /** Which loggers RabbitMQ's categories are here; whatever is in none of them is in {@code default}. */
    static final Map<String, List<String>> CATEGORIES = Map.of(
            "connection",
                    List.of(
                            "io.leveret.protocol.amqp091.Connection",
                            "io.leveret.protocol.amqp091.FrameHandler",
                            "io.leveret.protocol.amqp091.Handshake"),
            "channel", List.of("io.leveret.protocol.amqp091.Channel"),
            "queue", List.of("io.leveret.broker.queue"),
            "user", List.of("io.leveret.auth"),
            "default", List.of(org.slf4j.Logger.ROOT_LOGGER_NAME));

    private static final String CONSOLE = "console";

    private ConsoleLog() {}

    static void setUp(Logging logging) {
        LogProvider.choose();
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logging.Level consoleLevel = logging.consoleLevel();
        root.setLevel(consoleLevel == null ? Level.INFO : logback(consoleLevel));
        logging.levels().forEach((category, level) -> {
            for (String logger : CATEGORIES.getOrDefault(category, List.of())) {
                context.getLogger(logger).setLevel(logback(level));
            }
        });
        if (logging.console()) {
            root.addAppender(console(context, logging));
        }
    }

    /**
     * Sets what is logged from now on, whatever the settings say of categories.
     *
     * @throws IllegalArgumentException if RabbitMQ has no level of that name
     */
    static void level(String name) {
        Level level = logback(Logging.Level.valueOf(name.toUpperCase(Locale.ROOT)));
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        for (List<String> loggers : CATEGORIES.values()) {
            for (String logger : loggers) {
                context.getLogger(logger).setLevel(level);
            }
        }
        Appender<ILoggingEvent> console =
                context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender(CONSOLE);
        if (console != null) {
            console.clearAllFilters();
        }
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context, Logging logging) {
        LogLineLayout layout = new LogLineLayout();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName(CONSOLE);
        appender.setTarget(logging.stdout() ? "System.out" : "System.err");
        appender.setEncoder(encoder);
        Logging.Level level = logging.consoleLevel();
        if (level != null) {
            ThresholdFilter threshold = new ThresholdFilter();
            threshold.setLevel(logback(level).levelStr);
            threshold.start();
            appender.addFilter(threshold);
        }
        appender.start();
        return appender;
    }

    // Leveret says nothing at notice, and nothing above error.
    private static Level logback(Logging.Level level) {
        return switch (level) {
            case DEBUG -> Level.DEBUG;
            case INFO -> Level.INFO;
            case NOTICE, WARNING -> Level.WARN;
            case ERROR -> Level.ERROR;
            case CRITICAL, ALERT, EMERGENCY, NONE -> Level.OFF;
        };
    }
}
