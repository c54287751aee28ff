// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionBlocked;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionUnblocked;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What alarms do to a connection: one that publishes while there is an alarm is told (connection.blocked, a RabbitMQ
 * extension) and not read from until all are over; one that only consumes never notices. Owned by the connection's loop.
 */
final class Blocking {
    private final Connection connection;
    private Set<String> alarms = Set.of();
    private boolean told;
    private boolean blocked;
    private boolean clientUnderstands;

    Blocking(Connection connection) {
        this.connection = connection;
    }

    /** The client announced the capability {@code connection.blocked}. */
    void clientUnderstands() {
        clientUnderstands = true;
    }

    /** Whether the connection must not be read from. */
    boolean blocks() {
        return blocked;
    }

    /** The connection's state in RabbitMQ's words. */
    String state() {
        return blocked ? "blocked" : alarms.isEmpty() ? "running" : "blocking";
    }

    /** The client is publishing. */
    void published() {
        if (!alarms.isEmpty() && !blocked) {
            blocked = true;
            if (clientUnderstands) {
                told = true;
                connection.outgoing().method(0, new ConnectionBlocked(reason()));
            }
        }
    }

    private String reason() {
        return alarms.stream().sorted().map(alarm -> "low on " + alarm).collect(Collectors.joining(" & "));
    }

    void alarms(Set<String> present) {
        alarms = present;
        if (present.isEmpty() && blocked) {
            blocked = false;
            if (told) {
                told = false;
                connection.outgoing().method(0, new ConnectionUnblocked());
            }
            connection.inputWanted();
        }
    }

    void stop() {
        alarms = Set.of();
        blocked = false;
    }
}
