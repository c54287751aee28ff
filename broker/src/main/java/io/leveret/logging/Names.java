// SPDX-License-Identifier: Apache-2.0
package io.leveret.logging;

import ch.qos.logback.classic.Level;
import io.leveret.config.LogFormat;
import io.leveret.config.Logging;
import java.util.Locale;

/** RabbitMQ's names of levels. */
final class Names {
    private Names() {}

    /** Of Logback's four levels, whole and in lower case. */
    static String of(Level level) {
        return switch (level.levelInt) {
            case Level.ERROR_INT -> "error";
            case Level.WARN_INT -> "warning";
            case Level.INFO_INT -> "info";
            default -> "debug";
        };
    }

    static String of(Level level, LogFormat.LevelName form) {
        String name = switch (form) {
            case LC, UC -> of(level);
            case LC3, UC3 -> letters(level, "err", "wrn", "inf", "dbg");
            case LC4, UC4 -> letters(level, "erro", "warn", "info", "dbug");
        };
        return form.name().startsWith("U") ? name.toUpperCase(Locale.ROOT) : name;
    }

    private static String letters(Level level, String error, String warning, String info, String debug) {
        return switch (level.levelInt) {
            case Level.ERROR_INT -> error;
            case Level.WARN_INT -> warning;
            case Level.INFO_INT -> info;
            default -> debug;
        };
    }

    // Leveret says nothing at notice, and nothing above error.
    static Level logback(Logging.Level level) {
        return switch (level) {
            case DEBUG -> Level.DEBUG;
            case INFO -> Level.INFO;
            case NOTICE, WARNING -> Level.WARN;
            case ERROR -> Level.ERROR;
            case CRITICAL, ALERT, EMERGENCY, NONE -> Level.OFF;
        };
    }
}
