// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values an operator gave, by key, read as the types they must have. Each read also notes what is in effect, given
 * or default, so that what is printed is what was read.
 */
final class Given {
    private static final String INFINITY = "infinity";

    private final Map<String, Setting> given = new LinkedHashMap<>();
    private final Map<String, Setting> effective = new LinkedHashMap<>();

    /** Later settings replace earlier ones of the same key. */
    Given(Collection<Setting> settings) {
        for (Setting setting : settings) {
            given.put(setting.key().text(), setting);
        }
    }

    /** What was read, in the order it was read. */
    Collection<Setting> effective() {
        return effective.values();
    }

    boolean hasAnyUnder(String prefix) {
        for (String key : given.keySet()) {
            if (key.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** The settings whose key begins with this, in the order they were given. */
    List<Setting> allUnder(String prefix) {
        List<Setting> under = new ArrayList<>();
        for (Setting setting : given.values()) {
            if (setting.key().text().startsWith(prefix)) {
                effective.put(setting.key().text(), setting);
                under.add(setting);
            }
        }
        return under;
    }

    /** The settings whose key is the prefix and one word more, by that word, in the order they were given. */
    Map<String, Setting> family(String prefix) {
        Map<String, Setting> family = new LinkedHashMap<>();
        int place = new Key(prefix).words().size();
        for (Setting setting : allUnder(prefix + ".")) {
            List<String> words = setting.key().words();
            if (words.size() == place + 1) {
                family.put(words.get(place), setting);
            }
        }
        return family;
    }

    /** The setting if it was given. */
    @Nullable
    Setting find(String key) {
        Setting setting = given.get(key);
        if (setting != null) {
            effective.put(key, setting);
        }
        return setting;
    }

    /** Notes what holds where the key was not given. */
    void byDefault(String key, Object value) {
        effective.put(key, new Setting(new Key(key), String.valueOf(value), Origin.DEFAULT));
    }

    private @Nullable Setting find(String key, Object whenMissing) {
        Setting setting = find(key);
        if (setting == null) {
            byDefault(key, whenMissing);
        }
        return setting;
    }

    // Each of these reads one key; without it, the default is what counts.

    String text(String key, String whenMissing) {
        Setting setting = find(key, whenMissing);
        return setting == null ? whenMissing : setting.value();
    }

    @Nullable
    String optionalText(String key) {
        Setting setting = find(key);
        return setting == null ? null : setting.value();
    }

    boolean flag(String key, boolean whenMissing) throws ConfigurationException {
        Setting setting = find(key, whenMissing);
        return setting == null ? whenMissing : flag(setting);
    }

    int integer(String key, int whenMissing, int min, int max) throws ConfigurationException {
        Setting setting = find(key, whenMissing);
        return setting == null ? whenMissing : (int) number(setting, min, max);
    }

    long millis(String key, long whenMissing) throws ConfigurationException {
        Setting setting = find(key, whenMissing);
        return setting == null ? whenMissing : number(setting, 1, Long.MAX_VALUE);
    }

    /** An integer, or {@code infinity}, which is read as this value. */
    int limit(String key, int whenMissing, int min, int infinity) throws ConfigurationException {
        Setting setting = find(key, whenMissing == infinity ? INFINITY : whenMissing);
        if (setting == null) {
            return whenMissing;
        }
        return setting.value().equals(INFINITY)
                ? infinity
                : (int) number(setting, min, Integer.MAX_VALUE, ", or infinity");
    }

    /** A number of bytes in Cuttlefish's units, where 1KB is 1024: {@code 131072}, {@code 128KB}. */
    long byteSize(String key, long whenMissing, long min, long max) throws ConfigurationException {
        Setting setting = find(key, whenMissing);
        if (setting == null) {
            return whenMissing;
        }
        Long bytes = ByteSize.cuttlefish(setting.value());
        if (bytes == null || bytes < min || bytes > max) {
            throw refused(setting, "a number of bytes " + range(min, max) + ", with kb, mb, gb (of 1024) or without");
        }
        return bytes;
    }

    <T> T oneOf(String key, T whenMissing, Map<String, T> choices) throws ConfigurationException {
        Setting setting = find(key, name(choices, whenMissing));
        return setting == null ? whenMissing : oneOf(setting, choices);
    }

    // The same for settings at hand.

    static boolean flag(Setting setting) throws ConfigurationException {
        return oneOf(setting, Map.of("true", true, "false", false));
    }

    static long number(Setting setting, long min, long max) throws ConfigurationException {
        return number(setting, min, max, "");
    }

    private static long number(Setting setting, long min, long max, String orElse) throws ConfigurationException {
        try {
            long value = Long.parseLong(setting.value());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, with the range.
        }
        throw refused(setting, "an integer " + range(min, max) + orElse);
    }

    static double fraction(Setting setting, double max) throws ConfigurationException {
        try {
            double value = Double.parseDouble(setting.value());
            if (value >= 0 && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, with the range.
        }
        throw refused(setting, "a number from 0.0 to " + max);
    }

    static <T> T oneOf(Setting setting, Map<String, T> choices) throws ConfigurationException {
        T value = choices.get(setting.value());
        if (value == null) {
            List<String> names = new ArrayList<>(choices.keySet());
            names.sort(null);
            throw refused(setting, "one of " + String.join(", ", names));
        }
        return value;
    }

    static ConfigurationException refused(Setting setting, String expected) {
        return setting.refused("expected " + expected);
    }

    private static String range(long min, long max) {
        return max >= Integer.MAX_VALUE ? "of at least " + min : "from " + min + " to " + max;
    }

    private static <T> String name(Map<String, T> choices, T value) {
        for (Map.Entry<String, T> choice : choices.entrySet()) {
            if (choice.getValue().equals(value)) {
                return choice.getKey();
            }
        }
        throw new IllegalArgumentException(value + " is none of " + choices);
    }
}
