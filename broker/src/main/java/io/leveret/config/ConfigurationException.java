// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

/** What is wrong with the configuration, and where, in one line. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    public ConfigurationException(String message) {
        super(message);
    }
}
