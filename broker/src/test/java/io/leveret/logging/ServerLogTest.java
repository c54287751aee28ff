// SPDX-License-Identifier: Apache-2.0
package io.leveret.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.leveret.config.LogFormat;
import io.leveret.config.Logging.JsonField;
import io.leveret.config.Logging.Output;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerLogTest {
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

    @ParameterizedTest
    @CsvSource({
        "RFC3339_T, UC, 2026-01-02T10:00:00.001002+00:00 WARNING",
        "EPOCH_SECS, LC3, 1767348000.001002 wrn",
        "EPOCH_USECS, UC4, 1767348000001002 WARN",
        "LAGER_DEFAULT, LC4, 2026-01-02 10:00:00.001 warn",
    })
    void writesOtherFormats(LogFormat.Time time, LogFormat.LevelName level, String start) {
        LogFormat format = new LogFormat(false, time, level, true, "$time ${level} ($domain) $msg");
        String line = new TextLayout(format, () -> TimeZone.getTimeZone("UTC"))
                .doLayout(event("io.leveret.protocol.amqp091.Connection", Level.WARN, "a\nb", null));
        assertThat(line).isEqualTo(start + " (rabbitmq.connection) a, b\n");
    }

    @Test
    void writesJson() {
        String line = json(LogFormat.Time.RFC3339_SPACE, List.of());
        assertThat(line)
                .isEqualTo("{\"time\":\"2026-01-02 10:00:00.001002+00:00\",\"level\":\"error\","
                        + "\"msg\":\"a \\\"b\\\"\\n\\u0001\\\\\",\"domain\":\"rabbitmq.queue\",\"pid\":\"<main>\"}\n");
    }

    @Test
    void mapsTheFieldsOfJson() {
        String line = json(
                LogFormat.Time.EPOCH_USECS,
                List.of(
                        new JsonField("level", "severity"),
                        new JsonField("nosuch", "x"),
                        new JsonField("time", "time"),
                        new JsonField("msg", null),
                        new JsonField("pid", "thread"),
                        new JsonField("*", null)));
        assertThat(line).isEqualTo("{\"severity\":\"error\",\"time\":1767348000001002,\"thread\":\"<main>\"}\n");
    }

    private String json(LogFormat.Time time, List<JsonField> fields) {
        LogFormat format = new LogFormat(true, time, LogFormat.LevelName.LC, false, "");
        return new JsonLayout(new Output(null, format, fields), () -> TimeZone.getTimeZone("UTC"))
                .doLayout(event("io.leveret.broker.queue.Queue", Level.ERROR, "a \"b\"\n\u0001\\", null));
    }

    @Test
    void remembersTheLastLines() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        RecentLines recent = new RecentLines(new TextLayout(LogFormat.PLAIN));
        recent.setContext(context);
        recent.start();
        for (int i = 1; i <= 1_003; i++) {
            recent.doAppend(event("x", Level.INFO, "line " + i, null));
        }
        assertThat(recent.last(5_000).lines()).hasSize(1_000);
        assertThat(recent.last(2).lines())
                .map(line -> line.substring(line.indexOf("line")))
                .containsExactly("line 1002", "line 1003");
        assertThat(recent.after(1_002)).satisfies(tail -> {
            assertThat(tail.lines()).singleElement().asString().endsWith("line 1003");
            assertThat(tail.last()).isEqualTo(1_003);
        });
        assertThat(recent.after(1_003).lines()).isEmpty();
    }

    @Test
    void knowsTheLoggersOfEachCategory() {
        assertThat(Categories.LOGGERS.values())
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
        return ServerLogTest.class.getResource("/" + name.replace('.', '/')) != null;
    }

    private String line(String zone, Level level, String message, @Nullable Throwable thrown, Object... arguments) {
        return new TextLayout(LogFormat.PLAIN, () -> TimeZone.getTimeZone(zone))
                .doLayout(event("x", level, message, thrown, arguments));
    }

    private LoggingEvent event(
            String logger, Level level, String message, @Nullable Throwable thrown, Object... arguments) {
        LoggingEvent event = new LoggingEvent(
                ServerLogTest.class.getName(), context.getLogger(logger), level, message, thrown, arguments);
        event.setInstant(Instant.parse("2026-01-02T10:00:00.001002Z"));
        event.setThreadName("main");
        return event;
    }
}
