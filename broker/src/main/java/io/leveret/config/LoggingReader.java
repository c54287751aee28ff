// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import io.leveret.config.LogFormat.LevelName;
import io.leveret.config.LogFormat.Time;
import io.leveret.config.Logging.JsonField;
import io.leveret.config.Logging.Level;
import io.leveret.config.Logging.LogFile;
import io.leveret.config.Logging.Output;
import io.leveret.config.Logging.Rotation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys {@code log.*}. */
final class LoggingReader {
    private static final List<String> CATEGORIES =
            List.of("connection", "channel", "mirroring", "queue", "federation", "upgrade", "user", "ra", "default");
    /** Those that may have a file of their own: of the others nothing is logged, or everything. */
    private static final Set<String> FILED = Set.of("connection", "channel", "queue", "user");

    private static final Map<String, Level> LEVELS = byName(Level.values());
    private static final Map<String, Time> TIMES = byName(Time.values());
    private static final Map<String, LevelName> LEVEL_NAMES = byName(LevelName.values());

    /** How many old files are kept where a file is rotated and nobody says how many. */
    private static final int FILES_KEPT = 5;

    private static final int FILES_KEPT_MAX = 1_000;
    private static final String FILE = "log.file";

    private final Given given;

    LoggingReader(Given given) {
        this.given = given;
    }

    private static <E extends Enum<E>> Map<String, E> byName(E[] values) {
        Map<String, E> names = new LinkedHashMap<>();
        for (E value : values) {
            names.put(value.name().toLowerCase(Locale.ROOT), value);
        }
        return names;
    }

    /**
     * @param nodeName what the log's file is called where it has no other name
     */
    Logging read(String nodeName) throws ConfigurationException {
        Map<String, Level> levels = new LinkedHashMap<>();
        Map<String, LogFile> files = new LinkedHashMap<>();
        String directory = given.optionalText("log.dir");
        LogFile file = file(nodeName, directory != null);
        for (String category : CATEGORIES) {
            Level level = level("log." + category);
            if (level != null) {
                levels.put(category, level);
            }
            String name = FILED.contains(category) ? given.optionalText("log." + category + ".file") : null;
            if (name != null) {
                Output output = file == null ? new Output(null, LogFormat.PLAIN, List.of()) : file.output();
                files.put(category, new LogFile(name, output, rotation("log." + category)));
            }
        }
        return new Logging(
                given.flag("log.console", true) ? output("log.console") : null,
                given.oneOf("log.console.stdio", false, Map.of("stdout", true, "stderr", false)),
                file,
                given.flag("log.exchange", false) ? output("log.exchange") : null,
                Map.copyOf(levels),
                Map.copyOf(files),
                directory);
    }

    private @Nullable Level level(String key) throws ConfigurationException {
        Setting level = given.find(key + ".level");
        return level == null ? null : Given.oneOf(level, LEVELS);
    }

    /** The log's file: where one is named, or a directory for it, or {@code true} wants one. */
    private @Nullable LogFile file(String nodeName, boolean inDirectory) throws ConfigurationException {
        Setting setting = given.find(FILE);
        String name = setting == null ? "" : setting.value();
        if (name.equals("false") || (setting == null && !inDirectory)) {
            return null;
        }
        boolean unnamed = name.isEmpty() || name.equals("true");
        return new LogFile(unnamed ? nodeName + ".log" : name, output(FILE), rotation(FILE));
    }

    private Output output(String key) throws ConfigurationException {
        String formatter = key + ".formatter";
        LogFormat plain = LogFormat.PLAIN;
        return new Output(
                level(key),
                new LogFormat(
                        given.oneOf(formatter, plain.json(), Map.of("plaintext", false, "json", true)),
                        given.oneOf(formatter + ".time_format", plain.time(), TIMES),
                        given.oneOf(formatter + ".level_format", plain.level(), LEVEL_NAMES),
                        given.oneOf(formatter + ".single_line", plain.singleLine(), Map.of("on", true, "off", false)),
                        given.text(formatter + ".plaintext.format", plain.pattern())),
                fields(formatter + ".json.field_map"));
    }

    private List<JsonField> fields(String key) throws ConfigurationException {
        Setting map = given.find(key);
        List<JsonField> fields = new ArrayList<>();
        for (String word : map == null ? new String[0] : map.value().strip().split(" +", -1)) {
            int colon = word.indexOf(':');
            String from = colon < 0 ? word : word.substring(0, colon);
            String to = colon < 0 ? word : word.substring(colon + 1);
            if (from.isEmpty() || to.isEmpty()) {
                throw Given.refused(Objects.requireNonNull(map), "fields as in: time level msg:message pid:- *:-");
            }
            fields.add(new JsonField(from, to.equals("-") ? null : to));
        }
        return List.copyOf(fields);
    }

    private Rotation rotation(String key) throws ConfigurationException {
        String rotation = key + ".rotation";
        Setting date = given.find(rotation + ".date");
        RotationDate dates = null;
        if (date != null && !date.value().isEmpty()) {
            dates = RotationDate.parse(date.value());
            if (dates == null) {
                throw Given.refused(date, "a time as in $D0 (midnight), $W0D23 (Sundays, 23:00), $M1D0 or $H30");
            }
        }
        Setting size = given.find(rotation + ".size");
        return new Rotation(
                dates,
                size == null ? 0 : given.byteSize(rotation + ".size", 0, 0, Long.MAX_VALUE),
                given.find(rotation + ".count") == null
                        ? FILES_KEPT
                        : given.integer(rotation + ".count", FILES_KEPT, 0, FILES_KEPT_MAX),
                given.find(rotation + ".compress") != null && given.flag(rotation + ".compress", false));
    }
}
