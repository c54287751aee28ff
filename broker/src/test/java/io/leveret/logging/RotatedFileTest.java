// SPDX-License-Identifier: Apache-2.0
package io.leveret.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.leveret.config.LogFormat;
import io.leveret.config.LogFormat.LevelName;
import io.leveret.config.LogFormat.Time;
import io.leveret.config.Logging.Rotation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatedFileTest {
    private static final LogFormat ONLY_THE_MESSAGE =
            new LogFormat(false, Time.RFC3339_SPACE, LevelName.LC, false, "$msg");

    private final LoggerContext context = new LoggerContext();
    private Path file = Path.of("");

    @BeforeEach
    void place(@TempDir Path directory) {
        context.setMDCAdapter(new LogbackMDCAdapter());
        file = directory.resolve("rabbit@100%.log");
    }

    @Test
    void keepsAsManyOldFilesAsItShould() throws IOException {
        RotatedFile log = open(new Rotation(null, 10, 2, false));
        for (int i = 1; i <= 5; i++) {
            append(log, "0123456789 " + i);
        }
        log.stop();
        assertThat(file).hasContent("0123456789 5");
        assertThat(old(0)).hasContent("0123456789 4");
        assertThat(old(1)).hasContent("0123456789 3");
        assertThat(old(2)).doesNotExist();
    }

    @Test
    void keepsNoneWhereNoneAreWanted() throws IOException {
        RotatedFile log = open(new Rotation(null, 10, 0, false));
        append(log, "0123456789 1");
        append(log, "0123456789 2");
        log.stop();
        assertThat(file).hasContent("0123456789 2");
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.0");
    }

    @Test
    void compressesOldFiles() throws IOException {
        RotatedFile log = open(new Rotation(null, 10, 2, true));
        append(log, "0123456789 1");
        append(log, "0123456789 2");
        log.stop();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(Path.of(old(0) + ".gz")))) {
            assertThat(in.readAllBytes()).isEqualTo("0123456789 1\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void goesOnInAFileThatIsThere() throws IOException {
        Files.writeString(file, "before\n");
        RotatedFile log = open(new Rotation(null, 0, 5, false));
        append(log, "now");
        log.stop();
        assertThat(file).hasContent("before\nnow");
    }

    @Test
    void beginsAnewWhereTheFileWasMovedAway() throws IOException {
        RotatedFile log = open(new Rotation(null, 0, 5, false));
        append(log, "one");
        Files.move(file, old(7));
        append(log, "two");
        log.stop();
        assertThat(old(7)).hasContent("one");
        assertThat(file).hasContent("two");
    }

    private Path old(int number) {
        return Path.of(file + "." + number);
    }

    private RotatedFile open(Rotation rotation) {
        TextLayout layout = new TextLayout(ONLY_THE_MESSAGE);
        layout.start();
        LayoutWrappingEncoder<ch.qos.logback.classic.spi.ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setLayout(layout);
        encoder.start();
        RotatedFile log = new RotatedFile(file, rotation);
        log.setContext(context);
        log.setEncoder(encoder);
        log.start();
        return log;
    }

    private void append(RotatedFile log, String message) {
        LoggingEvent event = new LoggingEvent(
                RotatedFileTest.class.getName(), context.getLogger("x"), Level.INFO, message, null, new Object[0]);
        log.doAppend(event);
    }
}
