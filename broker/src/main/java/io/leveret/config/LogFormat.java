// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

/**
 * What a line of the log looks like.
 *
 * @param json one JSON object a line, else text by the pattern
 * @param singleLine whether the lines of one message are joined
 * @param pattern of a text line, RabbitMQ's: {@code $time [$level] $pid $msg}
 */
public record LogFormat(boolean json, Time time, LevelName level, boolean singleLine, String pattern) {
    public static final LogFormat PLAIN =
            new LogFormat(false, Time.RFC3339_SPACE, LevelName.LC, false, "$time [$level] $pid $msg");

    /** RabbitMQ's ways to say when. */
    public enum Time {
        RFC3339_SPACE,
        RFC3339_T,
        EPOCH_USECS,
        EPOCH_SECS,
        LAGER_DEFAULT
    }

    /** RabbitMQ's ways to name levels: lower and upper case, whole or in three or four letters. */
    public enum LevelName {
        LC,
        UC,
        LC3,
        UC3,
        LC4,
        UC4
    }
}
