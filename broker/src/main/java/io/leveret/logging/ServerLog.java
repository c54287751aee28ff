// SPDX-License-Identifier: Apache-2.0
package io.leveret.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.FilterAttachable;
import io.leveret.config.LogFormat;
import io.leveret.config.Logging;
import io.leveret.config.Logging.LogFile;
import io.leveret.config.Logging.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The log of the server process. Set up and closed by its main thread; the rest is for any. */
public final class ServerLog implements AutoCloseable {
    /** Events that wait for the disk; what comes on top of them is lost, as nobody waits for a log. */
    private static final int WAITING_MAX = 8_192;

    private static final int FLUSH_MILLIS = 1_000;

    private final Logging logging;
    private final LoggerContext context;
    private final Logger root;
    private final RecentLines recent;
    private final List<Path> files = new ArrayList<>();
    private final List<FilterAttachable<ILoggingEvent>> outputs = new ArrayList<>();

    private ServerLog(Logging logging) {
        this.logging = logging;
        this.context = (LoggerContext) LoggerFactory.getILoggerFactory();
        this.root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        this.recent = new RecentLines(started(new TextLayout(LogFormat.PLAIN)));
    }

    /** Logs to the console from now on; before the first logger is made. */
    public static ServerLog open(Logging logging) {
        LogProvider.choose();
        ServerLog log = new ServerLog(logging);
        log.levels();
        log.recent.setContext(log.context);
        log.recent.start();
        log.root.addAppender(log.recent);
        Output console = logging.console();
        if (console != null) {
            log.root.addAppender(log.console(console));
        }
        return log;
    }

    /** Each category's own level, or what the outputs want to hear of it. */
    private void levels() {
        root.setLevel(lowest());
        logging.levels().forEach((category, level) -> {
            for (String logger : Categories.loggers(category)) {
                context.getLogger(logger).setLevel(Names.logback(level));
            }
        });
    }

    private Level lowest() {
        Level lowest = Level.OFF;
        List<@Nullable Output> all = new ArrayList<>();
        all.add(logging.console());
        all.add(logging.exchange());
        all.add(logging.file() == null ? null : logging.file().output());
        for (Output output : all) {
            if (output != null) {
                Level level = output.level() == null ? Level.INFO : Names.logback(output.level());
                lowest = level.levelInt < lowest.levelInt ? level : lowest;
            }
        }
        return lowest;
    }

    /**
     * Logs to files from now on, where the settings want it.
     *
     * @param directory of those named without one, where no other is set
     * @throws IOException if one cannot be written
     */
    public void openFiles(Path directory) throws IOException {
        Path own = logging.directory() == null ? directory : Path.of(logging.directory());
        LogFile main = logging.file();
        if (main != null) {
            root.addAppender(async(file(own, main)));
        }
        for (Map.Entry<String, LogFile> category : logging.files().entrySet()) {
            AsyncAppender appender = async(file(own, category.getValue()));
            for (String name : Categories.loggers(category.getKey())) {
                Logger logger = context.getLogger(name);
                logger.setAdditive(false);
                root.iteratorForAppenders().forEachRemaining(other -> {
                    if (!(other instanceof AsyncAppender)) {
                        logger.addAppender(other);
                    }
                });
                logger.addAppender(appender);
            }
        }
    }

    private RotatedFile file(Path directory, LogFile file) throws IOException {
        Path path = directory.resolve(file.name()).toAbsolutePath();
        Path parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (Files.exists(path) ? !Files.isRegularFile(path) || !Files.isWritable(path) : !create(path)) {
            throw new IOException("cannot write to " + path);
        }
        RotatedFile appender = new RotatedFile(path, file.rotation());
        start(appender, file.output());
        files.add(path);
        return appender;
    }

    private static boolean create(Path path) throws IOException {
        Files.createFile(path);
        return true;
    }

    private AsyncAppender async(Appender<ILoggingEvent> appender) {
        AsyncAppender async = new AsyncAppender();
        async.setContext(context);
        async.setName(appender.getName());
        async.setQueueSize(WAITING_MAX);
        async.setDiscardingThreshold(0);
        async.setNeverBlock(true);
        async.setMaxFlushTime(FLUSH_MILLIS);
        async.addAppender(appender);
        async.start();
        return async;
    }

    private ConsoleAppender<ILoggingEvent> console(Output output) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setTarget(logging.stdout() ? "System.out" : "System.err");
        start(appender, output);
        return appender;
    }

    private void start(OutputStreamAppender<ILoggingEvent> appender, Output output) {
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(started(layout(output)));
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        limit(appender, output);
        appender.start();
    }

    private static LayoutBase<ILoggingEvent> layout(Output output) {
        return output.format().json() ? new JsonLayout(output) : new TextLayout(output.format());
    }

    private <L extends LayoutBase<ILoggingEvent>> L started(L layout) {
        layout.setContext(context);
        layout.start();
        return layout;
    }

    private void limit(FilterAttachable<ILoggingEvent> appender, Output output) {
        outputs.add(appender);
        if (output.level() != null) {
            ThresholdFilter threshold = new ThresholdFilter();
            threshold.setLevel(Names.logback(output.level()).levelStr);
            threshold.start();
            appender.addFilter(threshold);
        }
    }

    /** Tells somebody else, too, who must neither wait nor log, if the settings want an exchange. */
    public void publish(Consumer<LogRecord> exchange) {
        Output output = logging.exchange();
        if (output == null) {
            return;
        }
        LayoutBase<ILoggingEvent> layout = started(layout(output));
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                exchange.accept(new LogRecord(
                        Names.of(event.getLevel()),
                        event.getInstant().getEpochSecond(),
                        output.format().json(),
                        layout.doLayout(event)));
            }
        };
        appender.setContext(context);
        limit(appender, output);
        appender.start();
        root.addAppender(appender);
        for (String category : logging.files().keySet()) {
            Categories.loggers(category).forEach(name -> context.getLogger(name).addAppender(appender));
        }
    }

    /**
     * Sets what is logged from now on, whatever the settings say of categories and outputs.
     *
     * @throws IllegalArgumentException if RabbitMQ has no level of that name
     */
    public void level(String name) {
        Level level = Names.logback(Logging.Level.valueOf(name.toUpperCase(Locale.ROOT)));
        for (List<String> loggers : Categories.LOGGERS.values()) {
            for (String logger : loggers) {
                context.getLogger(logger).setLevel(level);
            }
        }
        outputs.forEach(FilterAttachable::clearAllFilters);
    }

    /** Where the log goes: its files, the main one first, or the stream in angle brackets. */
    public List<String> locations() {
        List<String> locations = new ArrayList<>();
        files.forEach(file -> locations.add(file.toString()));
        if (logging.console() != null) {
            locations.add(logging.stdout() ? "<stdout>" : "<stderr>");
        }
        return locations;
    }

    /** The last lines: of the main file, which knows those of earlier runs, else of this run. */
    public LogLines last(int count) {
        LogLines known = recent.last(count);
        if (logging.file() == null || files.isEmpty()) {
            return known;
        }
        try {
            return new LogLines(FileTail.lines(files.get(0), count), known.last());
        } catch (IOException e) {
            return known;
        }
    }

    /** What has been logged behind the line with that number. */
    public LogLines after(long number) {
        return recent.after(number);
    }

    /** Writes what waits for the disk. */
    @Override
    public void close() {
        context.stop();
    }
}
