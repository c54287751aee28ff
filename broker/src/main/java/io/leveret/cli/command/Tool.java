// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import java.util.Locale;

/** The names under which the program is called; each has its own commands. */
public enum Tool {
    CTL("rabbitmqctl"),
    DIAGNOSTICS("rabbitmq-diagnostics"),
    QUEUES("rabbitmq-queues"),
    STREAMS("rabbitmq-streams"),
    PLUGINS("rabbitmq-plugins"),
    UPGRADE("rabbitmq-upgrade");

    private final String script;

    Tool(String script) {
        this.script = script;
    }

    /** What people type. */
    public String script() {
        return script;
    }

    String scope() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @param script another name than RabbitMQ's is rabbitmqctl's */
    public static Tool called(String script) {
        for (Tool tool : values()) {
            if (tool.script.equals(script)) {
                return tool;
            }
        }
        return CTL;
    }
}
