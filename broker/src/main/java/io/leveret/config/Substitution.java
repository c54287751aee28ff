// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** {@code $(NAME)} inside a file's values: the value of another key, or else of an environment variable. */
final class Substitution {
    private static final String OPEN = "$(";

    private final Map<String, Setting> settings;
    private final Map<String, String> environment;

    Substitution(Map<String, Setting> settings, Map<String, String> environment) {
        this.settings = settings;
        this.environment = environment;
    }

    /** The setting with nothing left to replace. */
    Setting apply(Setting setting) throws ConfigurationException {
        return setting.value().contains(OPEN)
                ? new Setting(setting.key(), replaced(setting, setting.value(), new ArrayDeque<>()), setting.origin())
                : setting;
    }

    private String replaced(Setting setting, String value, Deque<String> within) throws ConfigurationException {
        StringBuilder result = new StringBuilder();
        int from = 0;
        for (int open = value.indexOf(OPEN); open >= 0; open = value.indexOf(OPEN, from)) {
            int close = value.indexOf(')', open);
            if (close < 0) {
                break;
            }
            String name = value.substring(open + OPEN.length(), close).strip();
            if (within.contains(name)) {
                throw setting.refused("$(" + name + ") leads back to itself");
            }
            within.push(name);
            result.append(value, from, open).append(replaced(setting, lookUp(setting, name), within));
            within.pop();
            from = close + 1;
        }
        return result.append(value, from, value.length()).toString();
    }

    private String lookUp(Setting setting, String name) throws ConfigurationException {
        Setting other = settings.get(name);
        String value = other == null ? environment.get(name) : other.value();
        if (value == null) {
            throw setting.refused("there is no key and no environment variable '" + name + "'");
        }
        return value;
    }
}
