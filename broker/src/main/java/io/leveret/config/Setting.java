// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

/** One {@code key = value} and where it was said. */
record Setting(Key key, String value, Origin origin) {

    ConfigurationException refused(String why) {
        String shown = key.isSecret() ? "(hidden)" : "'" + value + "'";
        return new ConfigurationException(origin + ": " + key + " = " + shown + ": " + why);
    }
}
