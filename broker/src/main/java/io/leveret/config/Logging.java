// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is logged, and where to.
 *
 * @param console the log on the console; null: there is none
 * @param stdout whether the console is the standard output, else the standard error
 * @param file the log's file; null: there is none
 * @param exchange what is published to {@code amq.rabbitmq.log}; null: nothing
 * @param levels {@code log.CATEGORY.level}: category to level; {@code default} is for all others, {@code info} by itself
 * @param files {@code log.CATEGORY.file}: category to the file that has its lines in place of the log's file
 * @param directory of files that are not named with one; null: {@code log} in the data directory
 */
public record Logging(
        @Nullable Output console,
        boolean stdout,
        @Nullable LogFile file,
        @Nullable Output exchange,
        Map<String, Level> levels,
        Map<String, LogFile> files,
        @Nullable String directory) {
    public static final Logging DEFAULT =
            new Logging(new Output(null, LogFormat.PLAIN, List.of()), false, null, null, Map.of(), Map.of(), null);

    /** Whether anything goes to files. */
    public boolean hasFiles() {
        return file != null || !files.isEmpty();
    }

    /** RabbitMQ's levels. */
    public enum Level {
        DEBUG,
        INFO,
        NOTICE,
        WARNING,
        ERROR,
        CRITICAL,
        ALERT,
        EMERGENCY,
        NONE
    }

    /**
     * One of the places where lines go.
     *
     * @param level nothing below goes there; null: the categories' levels decide alone
     * @param fields {@code json.field_map}: which fields JSON begins with, and which are left out
     */
    public record Output(@Nullable Level level, LogFormat format, List<JsonField> fields) {}

    /**
     * A part of a field map.
     *
     * @param from a field, or {@code *} for all that are not named
     * @param to its name in the log; null: it is left out
     */
    public record JsonField(String from, @Nullable String to) {}

    /**
     * A log file.
     *
     * @param name as given, with or without a directory
     */
    public record LogFile(String name, Output output, Rotation rotation) {}

    /**
     * When a file is closed and another one begun.
     *
     * @param date at these times; null: whatever the time
     * @param bytes as soon as the file has so many; 0: however large it is
     * @param count how many old files are kept
     * @param compress whether the old ones are compressed
     */
    public record Rotation(@Nullable RotationDate date, long bytes, int count, boolean compress) {}
}
