// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleLogTest {
    private final LoggerContext context = new LoggerContext();

    @Test
    void writesRabbitMqsLines() {
        assertThat(line("UTC", Level.INFO, "one {}", null, "two"))
                .isEqualTo("2026-01-02 10:00:00.001002+00:00 [info] <main> one two\n");
    }

    @ParameterizedTest
    @CsvSource({
        "GMT+02:00, 2026-01-02 12:00:00.001002+02:00",
        "GMT-03:30, 2026-01-02 06:30:00.001002-03:30",
        "GMT+14:00, 2026-01-03 00:00:00.001002+14:00",
    })
    void saysTheTimeOfTheZone(String zone, String time) {
        assertThat(line(zone, Level.WARN, "x", null)).isEqualTo(time + " [warning] <main> x\n");
    }

    @Test
    void putsThePrefixBeforeEachLine() {
        String prefix = "2026-01-02 10:00:00.001002+00:00 [error] <main> ";
        assertThat(line("UTC", Level.ERROR, "one\ntwo", new IllegalStateException("why"))
                        .lines())
                .startsWith(prefix + "one", prefix + "two", prefix + "java.lang.IllegalStateException: why")
                .allMatch(line -> line.startsWith(prefix));
    }

    @Test
    void knowsTheLoggersOfEachCategory() {
        assertThat(ConsoleLog.CATEGORIES.values())
                .allSatisfy(loggers ->
                        assertThat(loggers).allMatch(name -> name.equals("ROOT") || isClass(name) || isPackage(name)));
    }

    private static boolean isClass(String name) {
        try {
            return Class.forName(name) != null;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static boolean isPackage(String name) {
        return ConsoleLogTest.class.getResource("/" + name.replace('.', '/')) != null;
    }

    private String line(String zone, Level level, String message, @Nullable Throwable thrown, Object... arguments) {
        LoggingEvent event = new LoggingEvent(
                ConsoleLogTest.class.getName(), context.getLogger("x"), level, message, thrown, arguments);
        event.setInstant(Instant.parse("2026-01-02T10:00:00.001002Z"));
        event.setThreadName("main");
        return new LogLineLayout(() -> TimeZone.getTimeZone(zone)).doLayout(event);
    }
}
