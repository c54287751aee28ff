// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

/** How a command ends: the codes of sysexits.h, with RabbitMQ's meaning. */
public enum Exit {
    OK(0),
    /** Wrong arguments or options. */
    USAGE(64),
    /** Arguments that mean nothing, or what is not there. */
    DATA(65),
    NO_USER(67),
    /** The node does not answer, or refuses; a check failed. */
    UNAVAILABLE(69),
    SOFTWARE(70),
    /** Too late. */
    TEMPORARY(75),
    CONFIG(78);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
